"""
What the scripts beside this file tell with: a protocol that keeps its callbacks, what a call raised, and the last line.
It touches no transport. Nothing of Plimsoll's own driver may come in here.
"""


class Protocol:
    """Keeps the names of its callbacks, and answers the first of a name with what stands in `on` for it."""

    def __init__(self):
        self.calls, self.on = [], {}

    def __getattr__(self, name):
        def called(given=None):
            self.calls.append(name if given is None else '%s(%s)' % (name, type(given).__name__))
            self.on.pop(name, lambda: None)()

        return called


def raised(call, *arguments):
    """The name of what a call raises; empty if it returns."""
    try:
        call(*arguments)
        return ''
    except Exception as error:
        return type(error).__name__


def report(*effects):
    """The last line: what of it was seen."""
    seen = [effect for effect in effects if effect]
    print('REPRODUCED: ' + '; '.join(seen) if seen else 'NOT REPRODUCED: all as promised')
