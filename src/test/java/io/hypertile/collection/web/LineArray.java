package io.hypertile.collection.web;

import java.io.IOException;

/** The collection {@code line} of one dimension with one array. */
final class LineArray {
  private static final String C = "/api/v1/collections";

  private LineArray() {}

  /** Makes both anew and gives the address of the array's cells. */
  static String create(ApiClient api, String dtype, int size) throws IOException {
    api.delete(C + "/line");
    api.json(
            "POST",
            C,
            """
            {"name": "line", "kind": "array", "dtype": "%s", "attributes": [],
             "dimensions": [{"name": "x", "size": %d}]}
            """
                .formatted(dtype, size))
        .expect(201);
    return api.json("POST", C + "/line/arrays", "{}").expect(201).header("Location") + "/subset";
  }
}
