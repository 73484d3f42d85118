"""gbulb's loop on GLib's, for the agent's --loop."""
import gbulb


def new_event_loop():
    return gbulb.GLibEventLoopPolicy().new_event_loop()
