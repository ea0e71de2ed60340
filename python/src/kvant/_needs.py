"""Packages that kvant can do without until something of them is asked for."""

from importlib import import_module


def needs(module, package, extra, what):
    """Imports a module of an optional package, or says how to get it."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0] != module.split(".")[0]:
            raise
        message = f"{what} needs {package}: pip install 'kvant[{extra}]'"
        raise ModuleNotFoundError(message, name=error.name) from None
