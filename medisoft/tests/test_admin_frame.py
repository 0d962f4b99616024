"""The admin's frame is the site's own, and Django's pages fill its blocks."""

from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.template.base import NodeList, TextNode
from django.template.loader import get_template
from django.template.loader_tags import BlockNode, ExtendsNode

FRAME = "admin/base_site.html"
TEMPLATES = Path(apps.get_app_config("admin").path) / "templates"


def nodes_of(name: str) -> NodeList:
    template: NodeList = get_template(name).template.nodelist  # type: ignore[attr-defined]
    return template


def fillings() -> Iterator[tuple[str, str]]:
    """Each page of Django's admin that stands in the frame, with each block that it fills there."""
    for path in sorted(TEMPLATES.glob("admin/**/*.html")):
        name = str(path.relative_to(TEMPLATES))
        first = next((node for node in nodes_of(name) if not isinstance(node, TextNode)), None)
        if isinstance(first, ExtendsNode) and first.parent_name.token == f'"{FRAME}"':
            yield from ((name, part.name) for part in first.nodelist if isinstance(part, BlockNode))


def test_the_frame_has_every_block_that_a_page_of_djangos_fills() -> None:
    blocks = {
        block.name
        for block in nodes_of(FRAME).get_nodes_by_type(BlockNode)
        if isinstance(block, BlockNode)
    }

    missing = {filling for filling in fillings() if filling[1] not in blocks}

    assert ("admin/change_list.html", "content") in {*fillings()}
    assert not missing
