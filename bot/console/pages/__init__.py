"""The pages, one module per family: `creer_app` imports them all; each declares its own with `bot.console.acces.page`."""
