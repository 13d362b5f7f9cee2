package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Options are shown as they were asked for, with what came of them, and can be sent back. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
class ShownOptionsTest {
  private static final String C = "/api/v1/collections";

  @TempDir static Path root;

  @LocalServerPort int port;
  private ApiClient api;

  @DynamicPropertySource
  static void storage(DynamicPropertyRegistry registry) {
    registry.add("hypertile.storage.root", root::toString);
  }

  @BeforeEach
  void clear() throws IOException {
    api = new ApiClient(port);
    api.delete(C + "/a");
    api.delete(C + "/b");
  }

  /** The shapes of automatic chunks are those that h5py 3.16 gives. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "array | [24,3,721,1440] | float32 | {\"chunks\":\"auto\",\"compression\":{\"codec\":\"zstd\"}} | [2,1,91,180]",
        "array | [1000,1000] | complex128 | {\"chunks\":\"auto\",\"compression\":null} | [32,63]",
        "array | [100000] | int16 | {\"chunks\":null,\"compression\":{\"codec\":\"gzip\",\"level\":4}} | [6250]",
        "array | [8,8] | int8 | {\"chunks\":[3,5],\"compression\":{\"codec\":\"blosc\",\"parameters\":[0,0,0,0,5,1,0]}} | [3,5]",
        "array | [8,8] | int8 | {\"chunks\":null,\"compression\":null} | null",
        "varray | [8,8] | int8 | {\"chunks\":\"auto\",\"compression\":null} | [4,8]",
      })
  void optionsAreShownAsAskedForWithTheShapeOfChunks(
      String kind, String shape, String dtype, String options, String chunks) throws IOException {
    StringBuilder dimensions = new StringBuilder();
    int axis = 0;
    for (String size : shape.substring(1, shape.length() - 1).split(",")) {
      dimensions.append(axis == 0 ? "" : ",");
      dimensions.append("{\"name\":\"d%d\",\"size\":%s}".formatted(axis++, size));
    }
    String grid = kind.equals("varray") ? "\"vgrid\":[2,1]," : "";
    String document =
        "{\"name\":\"a\",\"kind\":\"%s\",\"dtype\":\"%s\",%s\"dimensions\":[%s],\"options\":%s}"
            .formatted(kind, dtype, grid, dimensions, options);
    JsonNode created = api.json("POST", C, document).expect(201).json();
    ObjectNode shown = (ObjectNode) created.get("options").deepCopy();
    assertThat(shown.get("chunk_shape").toString()).isEqualTo(chunks);
    shown.remove("chunk_shape");
    assertThat(shown.toString()).isEqualTo(options);
    api.json("POST", C, created.toString().replaceFirst("\"a\"", "\"b\"")).expect(201);
    JsonNode again = api.get(C + "/b").json();
    assertThat(again.get("options")).isEqualTo(created.get("options"));
    assertThat(Files.readString(root.resolve("collections/b/b.json")))
        .isEqualTo(
            Files.readString(root.resolve("collections/a/a.json")).replaceFirst("\"a\"", "\"b\""))
        .doesNotContain("chunk_shape");
  }
}
