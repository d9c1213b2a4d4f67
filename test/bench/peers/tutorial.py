"""The users of the well-known tutorial: Flask-RESTful in front, Flask-SQLAlchemy behind."""

import os

from flask import Flask
from flask_restful import Api, Resource, fields, marshal, reqparse
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["DATABASE_URL"]
database = SQLAlchemy(app)


class User(database.Model):
    id = database.Column(database.Integer, primary_key=True)
    name = database.Column(database.String(100), nullable=False)
    age = database.Column(database.Integer)


user_fields = {"id": fields.Integer, "name": fields.String, "age": fields.Integer}
form = reqparse.RequestParser()
form.add_argument("age", type=int, required=True, location="form")


class Users(Resource):
    def get(self, name):
        users = User.query.filter_by(name=name).order_by(User.id).all()
        return {"user": marshal(users, user_fields)}

    def post(self, name):
        user = User(name=name, age=form.parse_args()["age"])
        database.session.add(user)
        database.session.commit()
        return {"user": marshal(user, user_fields)}


Api(app).add_resource(Users, "/api/users/<string:name>")

with app.app_context():

    @event.listens_for(database.engine, "connect")
    def make_durable(connection, _):
        connection.execute("pragma busy_timeout = 5000")
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = full")

    database.create_all()
