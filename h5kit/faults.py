"""The place of an unexpected exception: besides its type the only part that may be logged."""

OWN = "h5kit"


def place_of(fault: BaseException, own: str = OWN) -> str:
    """Return module, function and line of the deepest frame in package `own`, else of the deepest.

    The exception's text is left out because it may contain personal data. Returns "" without a
    traceback.
    """
    frames, trace = [], fault.__traceback__
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        name = trace.tb_frame.f_code.co_qualname
        frames.append((module.partition(".")[0] == own, f"{module}.{name}:{trace.tb_lineno}"))
        trace = trace.tb_next
    ours = [place for is_ours, place in frames if is_ours]
    return (ours or [place for _, place in frames] or [""])[-1]
