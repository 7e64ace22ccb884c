# Run at the start of every Python process while `measured` is at work: measures it and sends what was found to the listener.
# PLACE and INCLUDED are put in by `measured`; where nobody listens nothing is done.
def _measure():
    import atexit
    import os
    import socket
    import sys

    def spoken(message, answered=False):
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(20)
            line.connect(PLACE)  # noqa: F821
            line.sendall(message)
            line.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: line.recv(4096), b"")) if answered else b""

    told = sys.orig_argv
    if "pytest" in told or not any("tuopin" in word or word == "-c" for word in told):
        return
    try:
        test = spoken(b"?", answered=True).decode()
    except OSError as fault:
        os.environ.get("MEASURED_LOUD") and print(fault, file=sys.stderr)
        return
    import coverage

    measured = coverage.Coverage(data_file=None, config_file=False, branch=True, include=INCLUDED, context=test, concurrency=["thread"])  # noqa: F821
    measured.set_option("run:disable_warnings", ["no-data-collected"])  # a process that took nothing says what it would have said
    measured.start()

    def tell():
        try:
            measured.stop()
            measured.save()
            spoken(b"!" + measured.get_data().dumps())
        except Exception:  # whatever is the matter with measuring, the process ends as it would
            os.environ.get("MEASURED_LOUD") and __import__("traceback").print_exc()

    leave = os._exit

    def leave_measured(status):
        tell()
        leave(status)

    os._exit = leave_measured
    atexit.register(tell)


_measure()
