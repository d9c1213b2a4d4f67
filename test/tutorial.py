"""The service as the tutorial builds it, to compare with. Takes the port and the database file."""

import sys

from flask import Flask
from flask_restful import Api, Resource, fields, marshal, reqparse
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy()
shape = {"id": fields.Integer, "name": fields.String, "age": fields.Integer}


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(80))
    age = db.Column(db.Integer)


class Users(Resource):
    def get(self, name):
        found = User.query.filter_by(name=name).all()
        return {"user": [marshal(user, shape) for user in found]}

    def post(self, name):
        parser = reqparse.RequestParser()
        parser.add_argument("age", type=int, required=True, location="form")
        user = User(name=name, age=parser.parse_args()["age"])
        db.session.add(user)
        db.session.commit()
        return {"user": marshal(user, shape)}


Api(app).add_resource(Users, "/api/users/<string:name>")


def create(database):
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{database}"
    db.init_app(app)
    with app.app_context():
        db.create_all()
    return app


if __name__ == "__main__":
    create(sys.argv[2]).run(port=int(sys.argv[1]))
