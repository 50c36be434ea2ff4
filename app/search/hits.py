"""What each kind does to find its first hits."""

from typing import Any

from sqlalchemy import func, select

from app.core.db import AnySelect, db
from app.core.slots import HITS, Found, Hit
from app.core.tables import address


def first_hits(query: AnySelect, model: type[Any], *, path: str, text: str) -> Found:
    """The first of these rows of the model in Danish order and how many there are, in one statement.

    A row is the id, what it is called and then what else to say of it. `path` is the list that shows them all, and
    each of them stands below it.
    """
    chosen = query.with_only_columns(model.id, maintain_column_froms=True).subquery()
    total = select(func.count()).select_from(chosen).scalar_subquery()
    query = query.add_columns(total).order_by(model.sort_key, model.id).limit(HITS)
    rows = db.session.execute(query).all()
    hits = [Hit(title, f"{path}/{row_id}", ", ".join(filter(None, notes))) for row_id, title, *notes, _total in rows]
    return Found(rows[0][-1] if rows else 0, hits, address(path, {"q": text}))
