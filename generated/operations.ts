// Made from spec/ by `npm run generate`. Do not edit.
export const operations = {
  "users": {
    "list": {
      "id": "Users_list",
      "method": "GET",
      "path": "/api/users",
      "query": [
        "name",
        "namePrefix",
        "minAge",
        "maxAge",
        "sort",
        "limit",
        "cursor"
      ],
      "headers": [],
      "body": [],
      "paging": {
        "items": "items",
        "cursor": "cursor",
        "nextCursor": "nextCursor"
      }
    },
    "create": {
      "id": "Users_create",
      "method": "POST",
      "path": "/api/users",
      "query": [],
      "headers": [],
      "body": [
        "application/json"
      ],
      "location": "Users_read"
    },
    "listNamed": {
      "id": "Users_listNamed",
      "method": "GET",
      "path": "/api/users/{name}",
      "query": [],
      "headers": [],
      "body": []
    },
    "createNamed": {
      "id": "Users_createNamed",
      "method": "POST",
      "path": "/api/users/{name}",
      "query": [],
      "headers": [],
      "body": [
        "application/x-www-form-urlencoded",
        "application/json",
        "multipart/form-data"
      ]
    },
    "read": {
      "id": "Users_read",
      "method": "GET",
      "path": "/api/user/{id}",
      "query": [],
      "headers": [
        "If-None-Match"
      ],
      "body": []
    },
    "delete": {
      "id": "Users_delete",
      "method": "DELETE",
      "path": "/api/user/{id}",
      "query": [],
      "headers": [
        "If-Match"
      ],
      "body": []
    },
    "update": {
      "id": "Users_update",
      "method": "PATCH",
      "path": "/api/user/{id}",
      "query": [],
      "headers": [
        "If-Match"
      ],
      "body": [
        "application/merge-patch+json",
        "application/json"
      ]
    }
  }
} as const;

export const problems = {
  "InvalidRequest": {
    "type": "/docs/problems#invalid-request",
    "title": "Invalid request",
    "status": 400
  },
  "NotFound": {
    "type": "/docs/problems#not-found",
    "title": "Not found",
    "status": 404
  },
  "PreconditionFailed": {
    "type": "/docs/problems#precondition-failed",
    "title": "Precondition failed",
    "status": 412
  }
} as const;
