package io.hypertile;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A 50 MB array is written and read by a server with a heap of 128 MB. */
class SmallHeapIT {
  private static final String SHAPE = "24, 181, 360, 4";
  private static final int CELLS = 24 * 181 * 360 * 4;

  @TempDir Path directory;

  @Test
  void fiftyMegabytesPassThroughAHeapOf128() throws Exception {
    Path root = Files.createDirectory(directory.resolve("root"));
    Path day = directory.resolve("day.npy");
    Files.write(day, npy());
    try (ServerProcess server = ServerProcess.start(root, List.of("-Xmx128m"))) {
      String document =
          """
          {"name": "weather", "kind": "array", "dtype": "float64",
           "dimensions": [{"name": "t", "size": 24}, {"name": "y", "size": 181},
                          {"name": "x", "size": 360}, {"name": "l", "size": 4}]}\
          """;
      assertThat(server.post("/api/v1/collections", document).statusCode()).isEqualTo(201);
      HttpResponse<byte[]> created = server.post("/api/v1/collections/weather/arrays", "{}");
      String subset = created.headers().firstValue("Location").orElseThrow() + "/subset";
      for (int round = 0; round < 3; round++) {
        HttpResponse<byte[]> written =
            server.send(
                HttpRequest.newBuilder(server.uri(subset))
                    .header("Content-Type", "application/x-npy")
                    .PUT(HttpRequest.BodyPublishers.ofFile(day)));
        assertThat(written.statusCode())
            .as(() -> new String(written.body(), StandardCharsets.UTF_8))
            .isEqualTo(204);
        assertThat(server.get(subset + "?format=npy").body()).isEqualTo(Files.readAllBytes(day));
      }
      assertThat(server.get("/actuator/health").statusCode()).isEqualTo(200);
    }
  }

  private static byte[] npy() {
    String dictionary =
        "{'descr': '<f8', 'fortran_order': False, 'shape': (%s), }".formatted(SHAPE);
    String header = dictionary + " ".repeat(117 - dictionary.length()) + "\n";
    ByteBuffer npy = ByteBuffer.allocate(128 + CELLS * 8).order(ByteOrder.LITTLE_ENDIAN);
    npy.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0});
    npy.put(header.getBytes(StandardCharsets.US_ASCII));
    for (int cell = 0; cell < CELLS; cell++) {
      npy.putDouble(cell * 0.25);
    }
    return npy.array();
  }
}
