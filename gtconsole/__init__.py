"""The roof: what joins the console, the service it talks to and the machine they run on."""
