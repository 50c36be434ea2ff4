"""/risiko and the assessments: the addresses are spread over the view modules of this folder."""

from flask import Blueprint

blueprint = Blueprint("risk", __name__)
