package io.hypertile.collection.zarr;

import io.hypertile.collection.web.ApiClient;
import io.hypertile.collection.web.MemoryServer;
import io.hypertile.zarr.view.NodeTree;
import io.hypertile.zarr.view.NodeTreeContract;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = "hypertile.storage.engine=memory")
@Import(MemoryServer.class)
class CollectionTreeTest extends NodeTreeContract {
  private static final String C = "/api/v1/collections";

  @Autowired CollectionTree tree;
  @LocalServerPort int port;

  @BeforeEach
  void create() throws IOException {
    ApiClient api = new ApiClient(port);
    if (api.get(C + "/forest").status() == 404) {
      api.json(
              "POST",
              C,
              """
              {"name": "forest", "kind": "varray", "dtype": "int16", "vgrid": [2, 1, 1],
               "dimensions": [
                 {"name": "t", "type": "time", "size": 2, "start_value": "$at", "step": "PT1H"},
                 {"name": "y", "size": 2, "scale": {"start_value": 1.5, "step": 0.5}},
                 {"name": "l", "size": 2, "labels": ["a", "b"]}],
               "attributes": [
                 {"name": "key", "dtype": "string", "primary": true},
                 {"name": "at", "dtype": "datetime"}]}
              """)
          .expect(201);
      for (String key : new String[] {"a/b", "c, d", "e.zarr"}) {
        String custom = "\"custom_attributes\": {\"at\": \"2024-01-01T00:00:00Z\"}";
        String array = "{\"primary_attributes\": {\"key\": \"" + key + "\"}, " + custom + "}";
        api.json("POST", C + "/forest/arrays", array).expect(201);
      }
    }
  }

  @Override
  protected NodeTree tree() {
    return tree;
  }

  @Override
  protected String collection() {
    return "forest";
  }
}
