// Made by `npm run generate`. Do not edit.
/** A response of each operation and problem. */
export const examples = {
  "answers": {
    "notes": {
      "list": {
        "status": 200,
        "headers": {
          "Content-Type": "application/json"
        },
        "body": {
          "items": [
            {
              "id": 1,
              "owner": "ada",
              "text": "Buy seeds.",
              "words": 2
            }
          ]
        }
      },
      "create": {
        "status": 201,
        "headers": {
          "Location": "/",
          "ETag": "\"x\"",
          "Content-Type": "application/json"
        },
        "body": {
          "id": 1,
          "owner": "ada",
          "text": "Buy seeds.",
          "words": 2
        }
      },
      "read": {
        "status": 200,
        "headers": {
          "ETag": "\"x\"",
          "Content-Type": "application/json"
        },
        "body": {
          "id": 1,
          "owner": "ada",
          "text": "Buy seeds.",
          "words": 2
        }
      },
      "delete": {
        "status": 204,
        "headers": {}
      },
      "update": {
        "status": 200,
        "headers": {
          "ETag": "\"x\"",
          "Content-Type": "application/json"
        },
        "body": {
          "id": 1,
          "owner": "ada",
          "text": "Sow.",
          "words": 1
        }
      }
    },
    "doors": {
      "vault": {
        "status": 200,
        "headers": {
          "Content-Type": "application/json"
        },
        "body": {
          "ids": [
            "ada",
            "billing"
          ]
        }
      },
      "garden": {
        "status": 200,
        "headers": {
          "Content-Type": "application/json"
        },
        "body": {
          "ids": [
            "ada"
          ]
        }
      },
      "hall": {
        "status": 200,
        "headers": {
          "Content-Type": "application/json"
        },
        "body": {
          "ids": [
            "ada"
          ]
        }
      },
      "window": {
        "status": 200,
        "headers": {
          "Content-Type": "application/json"
        },
        "body": {
          "ids": [
            "ada"
          ]
        }
      },
      "street": {
        "status": 200,
        "headers": {
          "Content-Type": "application/json"
        },
        "body": {
          "ids": []
        }
      }
    }
  },
  "problems": {
    "InvalidRequest": {
      "status": 400,
      "headers": {
        "Content-Type": "application/problem+json"
      },
      "body": {
        "type": "/docs/problems#invalid-request",
        "title": "Invalid request",
        "status": 400,
        "detail": "The request breaks 1 rule of the contract.",
        "errors": [
          {
            "pointer": "/name",
            "detail": "is required"
          }
        ]
      }
    },
    "Unauthorized": {
      "status": 401,
      "headers": {
        "WWW-Authenticate": "example",
        "Content-Type": "application/problem+json"
      },
      "body": {
        "type": "/docs/problems#unauthorized",
        "title": "Unauthorized",
        "status": 401,
        "detail": "The request needs Authorization: Bearer TOKEN."
      }
    },
    "Forbidden": {
      "status": 403,
      "headers": {
        "WWW-Authenticate": "example",
        "Content-Type": "application/problem+json"
      },
      "body": {
        "type": "/docs/problems#forbidden",
        "title": "Forbidden",
        "status": 403,
        "detail": "The caller lacks the scope write."
      }
    },
    "TooManyRequests": {
      "status": 429,
      "headers": {
        "Retry-After": "1",
        "Content-Type": "application/problem+json"
      },
      "body": {
        "type": "/docs/problems#too-many-requests",
        "title": "Too many requests",
        "status": 429,
        "detail": "One caller may send 100 requests in a second."
      }
    },
    "RequestRunning": {
      "status": 409,
      "headers": {
        "Retry-After": "1",
        "Content-Type": "application/problem+json"
      },
      "body": {
        "type": "/docs/problems#request-running",
        "title": "Request still running",
        "status": 409,
        "detail": "The first request with this Idempotency-Key is still running."
      }
    },
    "KeyReused": {
      "status": 422,
      "headers": {
        "Content-Type": "application/problem+json"
      },
      "body": {
        "type": "/docs/problems#key-reused",
        "title": "Idempotency-Key reused",
        "status": 422,
        "detail": "This Idempotency-Key belongs to another request."
      }
    },
    "NotFound": {
      "status": 404,
      "headers": {
        "Content-Type": "application/problem+json"
      },
      "body": {
        "type": "/docs/problems#not-found",
        "title": "Not found",
        "status": 404,
        "detail": "There is no item 7."
      }
    },
    "PreconditionFailed": {
      "status": 412,
      "headers": {
        "Content-Type": "application/problem+json"
      },
      "body": {
        "type": "/docs/problems#precondition-failed",
        "title": "Precondition failed",
        "status": 412,
        "detail": "The current version is not the one that If-Match names: read it again."
      }
    }
  }
} as const;
