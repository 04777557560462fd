"""The widgets: they draw the session and hand keys on to the desk."""
