"""The layers of docs/design: what each app may import, read from the source."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

# Each app rests on those before it.
APPS = ["accounts", "centres", "referrals", "appointments", "records"]
# What stands on top of all apps, and may call any of them.
ON_TOP = {"views", "forms", "filters", "admin", "urls", "templatetags", "management", "factories"}


def modules(app: str, *, on_top: bool) -> list[Path]:
    """The app's modules; those that stand on top only where asked for. Tests are never meant."""
    folder = settings.BASE_DIR / app
    found = []
    for path in folder.rglob("*.py"):
        names = {part.removesuffix(".py") for part in path.relative_to(folder).parts}
        if "tests" not in names and (on_top or not names & ON_TOP):
            found.append(path)
    return found


def imported(path: Path) -> Iterator[str]:
    """The full name of everything that a module imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imports_of(paths: list[Path], forbidden: set[str]) -> list[str]:
    return [
        f"{path.relative_to(settings.BASE_DIR)} imports {name}"
        for path in paths
        for name in imported(path)
        if name.partition(".")[0] in forbidden
    ]


@pytest.mark.parametrize("app", APPS)
def test_the_rules_of_an_app_rest_only_on_the_apps_before_it(app: str) -> None:
    later = set(APPS[APPS.index(app) + 1 :])

    assert imports_of(modules(app, on_top=False), later) == []


@pytest.mark.parametrize("app", APPS)
def test_the_rules_of_an_app_do_not_rest_on_what_stands_on_top(app: str) -> None:
    upward = [
        f"{path.relative_to(settings.BASE_DIR)} imports {name}"
        for path in modules(app, on_top=False)
        for name in imported(path)
        if name.partition(".")[0] in APPS and ON_TOP & set(name.split("."))
    ]

    assert upward == []


@pytest.mark.parametrize("app", APPS)
def test_no_app_imports_the_wiring(app: str) -> None:
    assert imports_of(modules(app, on_top=True), {"medisoft"}) == []


def test_every_app_of_ours_has_its_place_in_the_order() -> None:
    own = [name for name in settings.INSTALLED_APPS if (settings.BASE_DIR / name).is_dir()]

    assert set(own) - {"medisoft"} <= set(APPS)


def test_the_reading_of_imports_finds_them(tmp_path: Path) -> None:
    source = tmp_path / "module.py"
    source.write_text("import records.models as m\ndef late():\n    from centres.models import C\n")

    assert sorted(imported(source)) == ["centres.models.C", "records.models"]
