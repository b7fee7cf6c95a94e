/**
 * A page loaded when first visited. After an upgrade an open tab asks for files that are gone; then
 * the whole client is loaded anew, once. When the server cannot be reached, nothing is reloaded:
 * an error is shown and what the tab holds stays.
 */
import type { ComponentType } from "react";
import { basePath } from "../api/client";
import { fetched, lazyPart } from "../errors/lazyPart";

const KEY = "atelier.reloaded";
const NOT_AGAIN_MS = 30_000;

function mayReload(): boolean {
  try {
    const last = Number(sessionStorage.getItem(KEY) ?? 0);
    sessionStorage.setItem(KEY, String(Date.now()));
    return Date.now() - last > NOT_AGAIN_MS;
  } catch {
    return false; // Without a memory of the last time this could go round for ever.
  }
}

async function reloadIfUpgraded(error: unknown): Promise<never> {
  const answer = await fetch(`${basePath()}/`, { cache: "no-store" }).catch(() => null);
  if (answer?.ok === true && mayReload()) {
    location.reload();
    return new Promise<never>(() => undefined);
  }
  throw error;
}

type Page<Props> = { default: ComponentType<Props> };

/** The page, and what fetches it. */
export function lazyPage<Props, Module extends Page<Props>>(
  load: () => Promise<Module & Page<Props>>,
): [ComponentType<Props>, () => Promise<Module>] {
  const fetch = fetched<Module>(() => load().catch(reloadIfUpgraded));
  return [lazyPart(fetch, (page) => page.default), fetch];
}
