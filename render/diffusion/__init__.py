"""Diffusion on torch and diffusers. Only worker processes load it."""
