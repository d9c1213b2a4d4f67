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
      "answers": {
        "200": [
          "application/json"
        ]
      },
      "idempotent": true,
      "scopes": [
        "read",
        "write"
      ],
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
      "headers": [
        "Idempotency-Key"
      ],
      "body": [
        "application/json"
      ],
      "answers": {
        "201": [
          "application/json"
        ]
      },
      "idempotent": false,
      "scopes": [
        "write"
      ],
      "location": "Users_read"
    },
    "listNamed": {
      "id": "Users_listNamed",
      "method": "GET",
      "path": "/api/users/{name}",
      "query": [],
      "headers": [],
      "body": [],
      "answers": {
        "200": [
          "application/json"
        ]
      },
      "idempotent": true,
      "scopes": [
        "read",
        "write"
      ]
    },
    "createNamed": {
      "id": "Users_createNamed",
      "method": "POST",
      "path": "/api/users/{name}",
      "query": [],
      "headers": [
        "Idempotency-Key"
      ],
      "body": [
        "application/x-www-form-urlencoded",
        "application/json",
        "multipart/form-data"
      ],
      "answers": {
        "200": [
          "application/json"
        ]
      },
      "idempotent": false,
      "scopes": [
        "write"
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
      "body": [],
      "answers": {
        "200": [
          "application/json"
        ],
        "304": []
      },
      "idempotent": true,
      "scopes": [
        "read",
        "write"
      ]
    },
    "delete": {
      "id": "Users_delete",
      "method": "DELETE",
      "path": "/api/user/{id}",
      "query": [],
      "headers": [
        "If-Match"
      ],
      "body": [],
      "answers": {
        "204": []
      },
      "idempotent": true,
      "scopes": [
        "write"
      ]
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
      ],
      "answers": {
        "200": [
          "application/json"
        ]
      },
      "idempotent": true,
      "scopes": [
        "write"
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
  "Unauthorized": {
    "type": "/docs/problems#unauthorized",
    "title": "Unauthorized",
    "status": 401
  },
  "TooManyRequests": {
    "type": "/docs/problems#too-many-requests",
    "title": "Too many requests",
    "status": 429
  },
  "Forbidden": {
    "type": "/docs/problems#forbidden",
    "title": "Forbidden",
    "status": 403
  },
  "RequestRunning": {
    "type": "/docs/problems#request-running",
    "title": "Request still running",
    "status": 409
  },
  "KeyReused": {
    "type": "/docs/problems#key-reused",
    "title": "Idempotency-Key reused",
    "status": 422
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
