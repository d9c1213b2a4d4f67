// Made by `npm run generate`. Do not edit.
/** A response of each operation and problem. */
export const examples = {
  "answers": {
    "birds": {
      "list": {
        "status": 200,
        "headers": {
          "Content-Type": "application/json"
        },
        "body": {
          "items": [
            {
              "id": 1,
              "name": "robin",
              "age": 14
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
          "name": "robin",
          "age": 14
        }
      },
      "listNamed": {
        "status": 200,
        "headers": {
          "Content-Type": "application/json"
        },
        "body": {
          "bird": [
            {
              "id": 1,
              "name": "robin",
              "age": 14
            }
          ]
        }
      },
      "createNamed": {
        "status": 200,
        "headers": {
          "Content-Type": "application/json"
        },
        "body": {
          "bird": {
            "id": 1,
            "name": "robin",
            "age": 14
          }
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
          "name": "robin",
          "age": 14
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
          "name": "robin",
          "age": 15
        }
      }
    },
    "nests": {
      "list": {
        "status": 200,
        "headers": {
          "Content-Type": "application/json"
        },
        "body": [
          {
            "id": 1,
            "birdId": 1,
            "place": "tree",
            "occupied": false,
            "width": 12.5,
            "materials": [
              "moss"
            ],
            "spot": {
              "high": 3
            },
            "built": null
          }
        ]
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
          "birdId": 1,
          "place": "tree",
          "occupied": false,
          "width": 12.5,
          "materials": [
            "moss"
          ],
          "spot": {
            "high": 3
          },
          "built": null
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
          "birdId": 1,
          "place": "tree",
          "occupied": false,
          "width": 12.5,
          "materials": [
            "moss"
          ],
          "spot": {
            "high": 3
          },
          "built": null
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
          "birdId": 1,
          "place": "tree",
          "occupied": true,
          "width": 12.5,
          "materials": [
            "moss"
          ],
          "spot": {
            "high": 3
          },
          "built": null
        }
      }
    },
    "allSpecies": {
      "list": {
        "status": 200,
        "headers": {
          "Content-Type": "application/json"
        },
        "body": {
          "items": [
            {
              "slug": "erithacus-rubecula",
              "name": "European robin"
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
          "slug": "erithacus-rubecula",
          "name": "European robin"
        }
      },
      "read": {
        "status": 200,
        "headers": {
          "ETag": "\"x\"",
          "Content-Type": "application/json"
        },
        "body": {
          "slug": "erithacus-rubecula",
          "name": "European robin"
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
          "slug": "erithacus-rubecula",
          "name": "Robin"
        }
      }
    },
    "rings": {
      "list": {
        "status": 200,
        "headers": {
          "Content-Type": "application/json"
        },
        "body": {
          "items": [
            {
              "id": "0193e1b2-7c4a-7d31-9f52-3a8c1e0b6d47",
              "code": "BX2071",
              "birdId": 1,
              "species": null
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
          "id": "0193e1b2-7c4a-7d31-9f52-3a8c1e0b6d47",
          "code": "BX2071",
          "birdId": 1,
          "species": null
        }
      },
      "read": {
        "status": 200,
        "headers": {
          "ETag": "\"x\"",
          "Content-Type": "application/json"
        },
        "body": {
          "id": "0193e1b2-7c4a-7d31-9f52-3a8c1e0b6d47",
          "code": "BX2071",
          "birdId": 1,
          "species": null
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
          "id": "0193e1b2-7c4a-7d31-9f52-3a8c1e0b6d47",
          "code": "BX2072",
          "birdId": 1,
          "species": null
        }
      }
    },
    "catches": {
      "list": {
        "status": 200,
        "headers": {
          "Content-Type": "application/json"
        },
        "body": [
          {
            "number": 1,
            "ringId": "0193e1b2-7c4a-7d31-9f52-3a8c1e0b6d47",
            "day": "2026-05-01"
          }
        ]
      },
      "create": {
        "status": 201,
        "headers": {
          "Location": "/",
          "Content-Type": "application/json"
        },
        "body": {
          "number": 1,
          "ringId": "0193e1b2-7c4a-7d31-9f52-3a8c1e0b6d47",
          "day": "2026-05-01"
        }
      },
      "read": {
        "status": 200,
        "headers": {
          "Content-Type": "application/json"
        },
        "body": {
          "number": 1,
          "ringId": "0193e1b2-7c4a-7d31-9f52-3a8c1e0b6d47",
          "day": "2026-05-01"
        }
      }
    },
    "songs": {
      "count": {
        "status": 200,
        "headers": {
          "X-Most": "1",
          "Content-Type": "application/json"
        },
        "body": {
          "count": 0
        }
      },
      "names": {
        "status": 200,
        "headers": {
          "Content-Type": "text/csv"
        },
        "body": "name\n"
      },
      "rehearse": {
        "status": 200,
        "headers": {
          "Content-Type": "application/json"
        },
        "body": {
          "words": [
            "tweet"
          ]
        }
      },
      "whistle": {
        "status": 204,
        "headers": {}
      }
    },
    "pictures": {
      "draw": {
        "status": 200,
        "headers": {
          "ETag": "\"x\"",
          "Content-Type": "image/png"
        },
        "body": "example"
      },
      "drawLive": {
        "status": 200,
        "headers": {
          "Content-Type": "application/octet-stream"
        },
        "body": "example"
      },
      "mirror": {
        "status": 200,
        "headers": {
          "Content-Type": "image/png"
        },
        "body": "example"
      },
      "print": {
        "status": 200,
        "headers": {
          "Content-Type": "application/json"
        },
        "body": {
          "size": 7,
          "type": "image/png",
          "sha256": "50d858e0985ecc7f60418aaf0cc5ab587f42c2570a884095a9e8ccacd0f6545c"
        }
      },
      "bind": {
        "status": 200,
        "headers": {
          "Content-Type": "application/json"
        },
        "body": {
          "title": "Spring",
          "prints": [
            {
              "size": 7,
              "type": "image/png",
              "name": "blob",
              "sha256": "50d858e0985ecc7f60418aaf0cc5ab587f42c2570a884095a9e8ccacd0f6545c"
            }
          ]
        }
      }
    },
    "concerts": {
      "listen": {
        "status": 200,
        "headers": {
          "Content-Type": "text/event-stream"
        },
        "body": "event: verse\ndata: {\"number\":1,\"words\":\"tweet\"}\n\nevent: rest\ndata: {\"seconds\":2}\n\n"
      }
    },
    "specimens": {
      "list": {
        "status": 200,
        "headers": {
          "Content-Type": "application/json"
        },
        "body": {
          "specimens": [
            {
              "id": 1,
              "given_name": "egg",
              "shelf-mark": "egg",
              "constructor": "egg",
              "select": true,
              "small": 1,
              "safe": 1,
              "large": 1,
              "ratio": 1,
              "exact": 1,
              "serial": "1",
              "price": "12.50",
              "picture": "aGVsbG8=",
              "digest": "aGVsbG8",
              "found": "2000-01-31",
              "tide": "12:00:00",
              "seen": "2000-01-31T12:00:00Z",
              "local": "2000-01-31T12:00:00Z",
              "epoch": 1,
              "changed": "Mon, 31 Jan 2000 12:00:00 GMT",
              "lasts": "PT1H",
              "seconds": 1,
              "link": "https://example.com/",
              "code": "01890a5d-ac96-774b-bcce-b302099a8057",
              "labels": [
                "egg"
              ],
              "scores": {},
              "anything": null,
              "find": {
                "kind": "egg",
                "clutch": 0
              },
              "parcel": {
                "kind": "box",
                "value": {
                  "height": 1
                }
              },
              "habitat": {
                "kind": "wood",
                "place": "egg",
                "trees": 0
              },
              "branch": {
                "label": "egg",
                "branches": []
              },
              "notes": {
                "weight": 2.5,
                "remark": "egg",
                "box": {
                  "height": 2
                },
                "like": {
                  "type": "string",
                  "format": "int64"
                },
                "when": "2020-02-29"
              },
              "maybe": 0,
              "drawer": "egg"
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
          "given_name": "egg",
          "shelf-mark": "egg",
          "constructor": "egg",
          "select": true,
          "small": 1,
          "safe": 1,
          "large": 1,
          "ratio": 1,
          "exact": 1,
          "serial": "1",
          "price": "12.50",
          "picture": "aGVsbG8=",
          "digest": "aGVsbG8",
          "found": "2000-01-31",
          "tide": "12:00:00",
          "seen": "2000-01-31T12:00:00Z",
          "local": "2000-01-31T12:00:00Z",
          "epoch": 1,
          "changed": "Mon, 31 Jan 2000 12:00:00 GMT",
          "lasts": "PT1H",
          "seconds": 1,
          "link": "https://example.com/",
          "code": "01890a5d-ac96-774b-bcce-b302099a8057",
          "labels": [
            "egg"
          ],
          "scores": {},
          "anything": null,
          "find": {
            "kind": "egg",
            "clutch": 0
          },
          "parcel": {
            "kind": "box",
            "value": {
              "height": 1
            }
          },
          "habitat": {
            "kind": "wood",
            "place": "egg",
            "trees": 0
          },
          "branch": {
            "label": "egg",
            "branches": []
          },
          "notes": {
            "weight": 2.5,
            "remark": "egg",
            "box": {
              "height": 2
            },
            "like": {
              "type": "string",
              "format": "int64"
            },
            "when": "2020-02-29"
          },
          "maybe": 0,
          "drawer": "egg"
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
          "given_name": "egg",
          "shelf-mark": "egg",
          "constructor": "egg",
          "select": true,
          "small": 1,
          "safe": 1,
          "large": 1,
          "ratio": 1,
          "exact": 1,
          "serial": "1",
          "price": "12.50",
          "picture": "aGVsbG8=",
          "digest": "aGVsbG8",
          "found": "2000-01-31",
          "tide": "12:00:00",
          "seen": "2000-01-31T12:00:00Z",
          "local": "2000-01-31T12:00:00Z",
          "epoch": 1,
          "changed": "Mon, 31 Jan 2000 12:00:00 GMT",
          "lasts": "PT1H",
          "seconds": 1,
          "link": "https://example.com/",
          "code": "01890a5d-ac96-774b-bcce-b302099a8057",
          "labels": [
            "egg"
          ],
          "scores": {},
          "anything": null,
          "find": {
            "kind": "egg",
            "clutch": 0
          },
          "parcel": {
            "kind": "box",
            "value": {
              "height": 1
            }
          },
          "habitat": {
            "kind": "wood",
            "place": "egg",
            "trees": 0
          },
          "branch": {
            "label": "egg",
            "branches": []
          },
          "notes": {
            "weight": 2.5,
            "remark": "egg",
            "box": {
              "height": 2
            },
            "like": {
              "type": "string",
              "format": "int64"
            },
            "when": "2020-02-29"
          },
          "maybe": 0,
          "drawer": "egg"
        }
      },
      "replace": {
        "status": 200,
        "headers": {
          "ETag": "\"x\"",
          "Content-Type": "application/json"
        },
        "body": {
          "id": 1,
          "given_name": "egg",
          "shelf-mark": "egg",
          "constructor": "egg",
          "select": true,
          "small": 1,
          "safe": 1,
          "large": 1,
          "ratio": 1,
          "exact": 1,
          "serial": "1",
          "price": "12.50",
          "picture": "aGVsbG8=",
          "digest": "aGVsbG8",
          "found": "2000-01-31",
          "tide": "12:00:00",
          "seen": "2000-01-31T12:00:00Z",
          "local": "2000-01-31T12:00:00Z",
          "epoch": 1,
          "changed": "Mon, 31 Jan 2000 12:00:00 GMT",
          "lasts": "PT1H",
          "seconds": 1,
          "link": "https://example.com/",
          "code": "01890a5d-ac96-774b-bcce-b302099a8057",
          "labels": [
            "egg"
          ],
          "scores": {},
          "anything": null,
          "find": {
            "kind": "egg",
            "clutch": 0
          },
          "parcel": {
            "kind": "box",
            "value": {
              "height": 1
            }
          },
          "habitat": {
            "kind": "wood",
            "place": "egg",
            "trees": 0
          },
          "branch": {
            "label": "egg",
            "branches": []
          },
          "notes": {
            "weight": 2.5,
            "remark": "egg",
            "box": {
              "height": 2
            },
            "like": {
              "type": "string",
              "format": "int64"
            },
            "when": "2020-02-29"
          },
          "maybe": 0,
          "drawer": "egg"
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
          "given_name": "egg",
          "shelf-mark": "egg",
          "constructor": "egg",
          "select": true,
          "small": 1,
          "safe": 1,
          "large": 1,
          "ratio": 1,
          "exact": 1,
          "serial": "1",
          "price": "12.50",
          "picture": "aGVsbG8=",
          "digest": "aGVsbG8",
          "found": "2000-01-31",
          "tide": "12:00:00",
          "seen": "2000-01-31T12:00:00Z",
          "local": "2000-01-31T12:00:00Z",
          "epoch": 1,
          "changed": "Mon, 31 Jan 2000 12:00:00 GMT",
          "lasts": "PT1H",
          "seconds": 1,
          "link": "https://example.com/",
          "code": "01890a5d-ac96-774b-bcce-b302099a8057",
          "labels": [
            "egg"
          ],
          "scores": {},
          "anything": null,
          "find": {
            "kind": "egg",
            "clutch": 0
          },
          "parcel": {
            "kind": "box",
            "value": {
              "height": 1
            }
          },
          "habitat": {
            "kind": "wood",
            "place": "egg",
            "trees": 0
          },
          "branch": {
            "label": "egg",
            "branches": []
          },
          "notes": {
            "weight": 2.5,
            "remark": "egg",
            "box": {
              "height": 2
            },
            "like": {
              "type": "string",
              "format": "int64"
            },
            "when": "2020-02-29"
          },
          "maybe": 0,
          "drawer": "egg"
        }
      }
    },
    "postings": {
      "echo": {
        "status": 200,
        "headers": {
          "Content-Type": "application/json"
        },
        "body": {
          "ids": [
            1
          ],
          "marks": [
            "egg"
          ],
          "words": [
            "egg"
          ],
          "tags": [
            "egg"
          ],
          "session": "egg",
          "crumbs": [
            1
          ],
          "limit": 1,
          "limitHeader": 1
        }
      },
      "find": {
        "status": 302,
        "headers": {
          "Location": "/"
        }
      },
      "cancel": {
        "status": 200,
        "headers": {
          "Content-Type": "application/json"
        },
        "body": {
          "number": 1
        }
      },
      "report": {
        "status": 200,
        "headers": {
          "Content-Type": "application/json"
        },
        "body": {
          "reasons": [
            "egg"
          ]
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
    },
    "Occupied": {
      "status": 409,
      "headers": {
        "Content-Type": "application/problem+json"
      },
      "body": {
        "type": "/docs/problems#occupied",
        "title": "Occupied",
        "status": 409,
        "detail": "The bird has a nest there.",
        "nestId": 1
      }
    },
    "Conflict": {
      "status": 409,
      "headers": {
        "Content-Type": "application/problem+json"
      },
      "body": {
        "type": "/docs/problems#conflict",
        "title": "Conflict",
        "status": 409,
        "detail": "Another item has this name."
      }
    }
  }
} as const;
