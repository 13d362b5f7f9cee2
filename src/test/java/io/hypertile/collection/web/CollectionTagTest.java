package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.engine.MemoryStorage;
import io.hypertile.http.ETags;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.node.ObjectNode;

/** Tags of collections are of what is stored, whatever the limits of the server are. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "hypertile.storage.engine=memory",
      "hypertile.limits.result=1234567B",
      "hypertile.limits.json-result=123456B",
      "hypertile.limits.body=12345678B",
      "hypertile.limits.document=54321B"
    })
@Import(MemoryServer.class)
class CollectionTagTest {
  private static final String C = "/api/v1/collections";

  @LocalServerPort int port;
  @Autowired MemoryStorage storage;

  @Test
  void tagIsThatOfTheDocumentWithoutLimitsAndAddresses() throws IOException {
    storage.removeAll();
    ApiClient api = new ApiClient(port);
    Answer created =
        api.json(
            "POST",
            C,
            "{\"name\":\"c\",\"kind\":\"array\",\"dtype\":\"int8\",\"attributes\":[],"
                + "\"dimensions\":[{\"name\":\"x\",\"size\":4}]}");
    ObjectNode document = (ObjectNode) created.expect(201).json();
    assertThat(document.remove("limits").get("result").asLong()).isEqualTo(1234567);
    assertThat(document.remove("zarr").asString()).isEqualTo("/zarr/c");
    String tag = ETags.digest(document.toString());
    assertThat(created.header("ETag")).isEqualTo('"' + tag + '"');
    assertThat(api.get(C + "/c").header("ETag")).isEqualTo('"' + tag + ".0\"");
    assertThat(api.get(C + "/c?format=deker").header("ETag")).isEqualTo('"' + tag + ".deker\"");
    api.send(api.request(C + "/c").DELETE().header("If-Match", '"' + tag + '"')).expect(204);
  }
}
