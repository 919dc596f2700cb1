"""One module per channel: how people's messages come in and how ours are shown there."""
