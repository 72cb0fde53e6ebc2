"""Fills the @NAME@ places of a kernelspec template: write_kernel.py [--env NAME=VALUE]... --template FILE --to FILE NAME=VALUE..."""
import argparse
import json
import os
import pathlib
import re


def fill(node, values):
    """The same JSON with every @NAME@ in its strings replaced; an unknown name is an error."""
    if isinstance(node, dict):
        return {key: fill(value, values) for key, value in node.items()}
    if isinstance(node, list):
        return [fill(value, values) for value in node]
    if isinstance(node, str):
        return re.sub(r"@([A-Z_]+)@", lambda match: values[match.group(1)], node)
    return node


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--template", type=pathlib.Path, required=True)
    parser.add_argument("--to", type=pathlib.Path, required=True)
    parser.add_argument("--env", action="append", default=[], help="one more variable of the kernel's environment")
    parser.add_argument("values", nargs="*")
    options = parser.parse_args()
    values = dict(value.split("=", 1) for value in options.values)
    spec = fill(json.loads(options.template.read_text("utf-8")), values)
    spec["env"].update(variable.split("=", 1) for variable in options.env)
    options.to.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(spec, indent=2) + "\n"
    # A Jupyter that is starting beside this one reads the file whole or not at all.
    if not options.to.exists() or options.to.read_text("utf-8") != text:
        fresh = options.to.with_name(f"{options.to.name}.{os.getpid()}")
        fresh.write_text(text, "utf-8")
        os.replace(fresh, options.to)


if __name__ == "__main__":
    main()
