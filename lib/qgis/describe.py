"""Writes the description files that put the r.slide modules into QGIS's Processing toolbox.

Run in a GRASS session where the modules are found:  describe.py FOLDER
FOLDER/<module>.txt, for r.slide.insar FOLDER/r.slide.insar.<operation>.txt, each with that operation's options, and
FOLDER/<module>.<part>.txt for what QGIS cannot offer beside the rest.
"""

import copy
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree

from forms import AS_TEXT, FORMS, NOT_IN_QGIS, OPERATIONS, PARTS, SESSION_ONLY

GROUP = "Landslides (r.slide)"
# .htm: QGIS takes whatever ends in .html from standard output
FILE_ENDINGS = (
    ("(.slide)", "slide"), ("(.gpkg", "gpkg"), ("CSV", "csv"), ("Table", "csv"), ("Picture", "png"), ("Chart", "png"), ("HTML", "htm"),
)  # fmt: skip
WORDS_FOR_NAMES = re.compile(
    r"^Names? for output (vector )?maps? of (the )?|^Output: (vector map of )?|^Name for output (?=CSV|file)|"
    r"^Names? of (the|an|a) "
)
RANGE = re.compile(r"(-?[0-9.]+)-(-?[0-9.]+)$")


class Option:
    """One option of a module, as --interface-description tells it."""

    def __init__(self, element):
        def text(path):
            found = element.find(path)
            return " ".join(found.text.split()) if found is not None and found.text else ""

        self.key = element.get("name")
        self.type = element.get("type")
        self.required = element.get("required") == "yes"
        self.multiple = element.get("multiple") == "yes"
        self.default = text("default")
        self.label = WORDS_FOR_NAMES.sub("", text("label") or text("description")).replace("|", "/")
        self.label = self.label.removesuffix(": a map or a number")  # QGIS's form takes a layer
        self.label = self.label[:1].upper() + self.label[1:]
        values = [" ".join(name.text.split()) for name in element.findall("values/value/name")]
        self.range = RANGE.match(values[0]) if len(values) == 1 and self.type != "string" else None
        self.choices = values if self.type == "string" and len(values) > 1 else []
        prompt = element.find("gisprompt")
        self.age, self.element = (prompt.get("age"), prompt.get("element")) if prompt is not None else ("", "")
        self.element = "file" if self.element == "bin" else self.element
        self.is_basename = "basename" in text("keydesc/item")
        self.is_output = self.age == "new" and self.element in ("cell", "vector", "file")
        if not self.label:
            sys.exit(f"{self.key} has no description")


def interface(module):
    text = subprocess.run([module, "--interface-description"], capture_output=True, check=True).stdout
    root = xml.etree.ElementTree.fromstring(text)
    flags = [Option(element) for element in root.findall("flag") if len(element.get("name")) == 1]
    return [Option(element) for element in root.findall("parameter")], flags


def number_of(option, optional):
    kind = "Integer" if option.type == "integer" else "Double"
    low, high = option.range.groups() if option.range else ("None", "None")
    return (
        f"QgsProcessingParameterNumber|{option.key}|{option.label}|QgsProcessingParameterNumber.{kind}|"
        f"{option.default or 'None'}|{optional}|{low}|{high}"
    )


def choice_of(option, optional):
    chosen = [str(option.choices.index(answer)) for answer in option.default.split(",") if answer in option.choices]
    return (
        f"QgsProcessingParameterEnum|{option.key}|{option.label}|{';'.join(option.choices)}|{option.multiple}|"
        f"{','.join(chosen) or 'None'}|{optional}"
    )


def input_of(option, optional):
    if option.element == "cell" and option.multiple:
        return f"QgsProcessingParameterMultipleLayers|{option.key}|{option.label}|3|None|{optional}"
    if option.element == "cell":
        return f"QgsProcessingParameterRasterLayer|{option.key}|{option.label}|None|{optional}"
    if option.element == "vector":
        return f"QgsProcessingParameterFeatureSource|{option.key}|{option.label}|-1|None|{optional}"
    kind = "slide" if "(.slide)" in option.label else ""
    return (
        f"QgsProcessingParameterFile|{option.key}|{option.label}|QgsProcessingParameterFile.File|{kind}|None|{optional}"
    )


def ending_of(option):
    for word, ending in FILE_ENDINGS:
        if word in option.label:
            return ending
    sys.exit(f"{option.key}: '{option.label}' does not say what kind of file it is")


def output_of(option, optional, made):
    """An optional output that is not `made` is off until the user turns it on."""
    if option.is_basename:
        return f"QgsProcessingParameterFolderDestination|{option.key}|{option.label}|None|{optional}|{made}"
    if option.element == "cell":
        return f"QgsProcessingParameterRasterDestination|{option.key}|{option.label}|None|{optional}|{made}"
    if option.element == "vector":
        return f"QgsProcessingParameterVectorDestination|{option.key}|{option.label}|-1|None|{optional}|{made}"
    ending = ending_of(option)
    return f"QgsProcessingParameterFileDestination|{option.key}|{option.label}|*.{ending}|None|{optional}|{made}"


def text_of(option, optional):
    choices = f" ({', '.join(option.choices)})" if option.choices else ""
    default = option.default or "None"
    return f"QgsProcessingParameterString|{option.key}|{option.label}{choices}|{default}|False|{optional}"


def parameter_of(option, optional):
    """The line of one input. QGIS takes the first choice for an empty optional one, so that such are texts."""
    if option.key in AS_TEXT:
        return text_of(option, optional)
    if option.age == "old" and option.element in ("cell", "vector", "file"):
        if option.element == "file" and option.multiple or option.element == "vector" and option.multiple:
            return text_of(option, optional)
        return input_of(option, optional)
    if option.choices and (option.default or not optional):
        return choice_of(option, optional)
    if option.type in ("integer", "float") and not option.multiple:
        return number_of(option, optional)
    return text_of(option, optional)


def lines_of(options, flags, form, outputs_needed):
    """Inputs in the form's order of need: required, first, the others as advanced ones; then the outputs."""
    kept = [copy.copy(option) for option in options if option.key not in form.left_out + SESSION_ONLY + ("format",)]
    for option in kept:
        option.label = form.texts.get(option.key, option.label)
    inputs = [option for option in kept if not option.is_output]
    ranked = sorted(inputs, key=lambda o: 0 if o.required or o.key in form.needed else 1 if o.key in form.first else 2)
    for option in ranked:
        optional = not (option.required or option.key in form.needed)
        hidden = optional and option.key not in form.first
        yield ("*" if hidden else "") + parameter_of(option, optional)
    for flag in flags:
        if flag.key not in form.left_out:
            yield f"*QgsProcessingParameterBoolean|-{flag.key}|{flag.label}|False"
    outputs = [option for option in kept if option.is_output]
    for option in outputs:
        optional = not (option.required or option.key in form.needed or outputs_needed and len(outputs) == 1)
        yield output_of(option, optional, not optional or option.key in form.made)
    if form.prints:
        yield f"QgsProcessingParameterFileDestination|html|{form.prints}|Html files (*.html)|None|True"


def write(folder, name, module, form, fixed, lines):
    with open(os.path.join(folder, f"{name}.txt"), "w", encoding="utf-8") as file:
        title = form.title if name == module else f"{name} - {form.title}"
        file.write(f"{module}\n{title}\n{GROUP}\n")
        # in quotes: QGIS would take a bare operation=geometry for the declaration of one more parameter, a geometry
        file.writelines(f'Hardcoded|{key}="{value}"\n' for key, value in fixed)
        file.writelines(f"{line}\n" for line in lines)


def write_operations(folder):
    options, flags = interface("r.slide.insar")
    operations = json.loads(subprocess.run(["r.slide.insar", "-l"], capture_output=True, check=True).stdout)
    for operation in operations:
        if operation["name"] in NOT_IN_QGIS:
            continue
        form = OPERATIONS[operation["name"]]
        form.needed += tuple(operation["needs"])
        taken = set(operation["needs"] + operation["outputs"] + operation["takes"])
        lines = lines_of([option for option in options if option.key in taken], [], form, True)
        name = f"r.slide.insar.{operation['name']}"
        write(folder, name, "r.slide.insar", form, [("operation", operation["name"])], lines)


def write_parts(folder):
    for (module, part), form in PARTS.items():
        options, flags = interface(module)
        taken = form.needed + form.first + form.made + form.advanced
        kept = [option for option in options if option.required or option.key in taken]
        flags = [flag for flag in flags if flag.key in taken]
        write(folder, f"{module}.{part}", module, form, [], lines_of(kept, flags, form, False))


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    for module, form in FORMS.items():
        options, flags = interface(module)
        write(folder, module, module, form, [], lines_of(options, flags, form, False))
    write_operations(folder)
    write_parts(folder)


if __name__ == "__main__":
    main()
