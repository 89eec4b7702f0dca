"""Published reports of others, or one's own before it is handed in, looked at for what cannot be true."""
