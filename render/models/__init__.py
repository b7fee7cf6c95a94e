"""Which models this server has. Reads files and folders; knows neither torch nor diffusers."""
