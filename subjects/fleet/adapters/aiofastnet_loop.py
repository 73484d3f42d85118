"""asyncio's own loop with aiofastnet's transports, for the agent's --loop."""
import aiofastnet

new_event_loop = aiofastnet.loop_factory()
