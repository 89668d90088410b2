from flask import Blueprint

blueprint = Blueprint("unit", __name__)
