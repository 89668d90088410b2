from flask import Blueprint

blueprint = Blueprint("department", __name__)
