"""The document as PDF, made in parts (app.core.pdf)."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from flask import current_app, render_template

from app.core.pdf import Look, render_parts
from register.printing.book import Book
from register.printing.leaf import each_leaf


def write_pdf(
    book: Book, target: Path, *, is_tagged: bool = True, on_done: Callable[[int], None] = lambda done: None
) -> int:
    """Write the document, and give its number of pages. `on_done` hears how many records are ready."""
    look = Look(
        title=book.title,
        author=book.municipality.name,
        stylesheets=("css/parts.css",),
        frame=render_template("reports/register/frame.html", book=book),
    )

    def front(pages: Mapping[str, int]) -> str:
        return render_template("reports/register/front.html", book=book, pages=pages)

    return render_parts(
        _sections(book),
        look=look,
        static=Path(current_app.static_folder or ""),
        target=target,
        front=front,
        is_tagged=is_tagged,
        on_done=on_done,
    )


def _sections(book: Book) -> Iterator[str]:
    template = current_app.jinja_env.get_template("reports/register/section.html")
    for leaf in each_leaf(book.ids, book.municipality, as_of=book.as_of):
        yield template.render(leaf=leaf)
