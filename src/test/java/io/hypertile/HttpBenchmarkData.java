package io.hypertile;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * What the benchmark reads and writes: an array of 24 x 181 x 360 x 8 {@code float64} (100 MB), one
 * of half as many labels to write, a virtual array of ten tiles like the first (1 GB), and a smooth
 * field of 512 x 512 {@code float32}.
 *
 * @param whole reads the whole array
 * @param box reads {@code [:, 90:100, 100:110, 2]}
 * @param point reads {@code [:, 90, 100, 2]}
 * @param pointByKey the same, of the array with a key instead of an id
 * @param known asks for the box with its tag
 * @param json reads the box as JSON
 * @param picture reads the smooth field as PNG
 * @param tiled reads the virtual array
 * @param upload writes 50 MB
 */
record HttpBenchmarkData(
    ByteBuffer whole,
    ByteBuffer box,
    ByteBuffer point,
    ByteBuffer pointByKey,
    ByteBuffer known,
    ByteBuffer json,
    ByteBuffer picture,
    ByteBuffer tiled,
    ByteBuffer upload) {
  private static final int CELLS = 24 * 181 * 360 * 8;
  private static final String BOX = "/subset?slice=:,90:100,100:110,2";
  private static final String POINT = "/subset?slice=:,90,100,2&format=npy";
  private static final String KEY = "2023-01-01T00:00:00Z";

  /**
   * Makes the arrays, and files with the bytes of answers.
   *
   * @param files gets the files
   */
  static HttpBenchmarkData create(ServerProcess server, Path files)
      throws IOException, InterruptedException {
    byte[] cells = cells();
    String cube = array(server, "cube", 24, 8, "");
    String half = array(server, "half", 24, 4, "");
    String tiled = array(server, "tiled", 240, 8, ", \"vgrid\": [10, 1, 1, 1]");
    put(server, cube + "/subset", cells);
    for (int tile = 0; tile < 10; tile++) {
      put(server, tiled + "/subset?slice=" + tile * 24 + ":" + (tile + 1) * 24, cells);
    }
    String byKey = "/api/v1/collections/cube/arrays/~" + KEY;
    String head =
        "PUT "
            + half
            + "/subset HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\n"
            + "Content-Length: "
            + cells.length / 2
            + "\r\n\r\n";
    save(server, cube + "/subset?format=npy", files.resolve("whole.npy"));
    save(server, cube + POINT, files.resolve("point.npy"));
    String tag = save(server, cube + BOX + "&format=npy", files.resolve("box.npy"));
    return new HttpBenchmarkData(
        WireConnection.get(cube + "/subset?format=npy"),
        WireConnection.get(cube + BOX + "&format=npy"),
        WireConnection.get(cube + POINT),
        WireConnection.get(byKey + POINT),
        WireConnection.get(cube + BOX + "&format=npy", "If-None-Match: " + tag + "\r\n"),
        WireConnection.get(cube + BOX + "&format=json"),
        WireConnection.get(field(server) + "/subset?format=png"),
        WireConnection.get(tiled + "/subset?format=npy"),
        WireConnection.direct(head.getBytes(US_ASCII), Arrays.copyOf(cells, cells.length / 2)));
  }

  /** Makes the smooth field. */
  private static String field(ServerProcess server) throws IOException, InterruptedException {
    String document =
        """
        {"name": "field", "kind": "array", "dtype": "float32",
         "dimensions": [{"name": "y", "size": 512}, {"name": "x", "size": 512}]}\
        """;
    require(201, server.post("/api/v1/collections", document));
    HttpResponse<byte[]> created = server.post("/api/v1/collections/field/arrays", "{}");
    require(201, created);
    String field = created.headers().firstValue("Location").orElseThrow();
    ByteBuffer cells = ByteBuffer.allocate(512 * 512 * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int cell = 0; cell < 512 * 512; cell++) {
      double y = cell / 512 / 40.0;
      double x = cell % 512 / 60.0;
      cells.putFloat((float) (280 + 15 * Math.sin(y) + 10 * Math.cos(x + y / 3)));
    }
    put(server, field + "/subset", cells.array());
    return field;
  }

  private static byte[] cells() {
    ByteBuffer cells = ByteBuffer.allocate(CELLS * 8).order(ByteOrder.LITTLE_ENDIAN);
    Random random = new Random(1);
    for (int cell = 0; cell < CELLS; cell++) {
      cells.putDouble(random.nextInt(1000) / 10.0);
    }
    return cells.array();
  }

  private static String array(
      ServerProcess server, String name, int hours, int labels, String tiling)
      throws IOException, InterruptedException {
    String document =
        """
        {"name": "%s", "kind": "%s", "dtype": "float64",
         "dimensions": [{"name": "t", "size": %d}, {"name": "y", "size": 181},
                        {"name": "x", "size": 360}, {"name": "l", "size": %d}],
         "attributes": [{"name": "dt", "dtype": "datetime", "primary": true}]%s}\
        """
            .formatted(name, tiling.isEmpty() ? "array" : "varray", hours, labels, tiling);
    require(201, server.post("/api/v1/collections", document));
    HttpResponse<byte[]> created =
        server.post(
            "/api/v1/collections/" + name + "/arrays",
            "{\"primary_attributes\": {\"dt\": \"" + KEY + "\"}}");
    require(201, created);
    return created.headers().firstValue("Location").orElseThrow();
  }

  private static void put(ServerProcess server, String path, byte[] cells)
      throws IOException, InterruptedException {
    require(204, server.put(path, "application/octet-stream", cells));
  }

  private static String save(ServerProcess server, String path, Path file)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = server.send(HttpRequest.newBuilder(server.uri(path)).GET());
    require(200, answer);
    Files.write(file, answer.body());
    return answer.headers().firstValue("ETag").orElseThrow();
  }

  private static void require(int status, HttpResponse<byte[]> answer) {
    if (answer.statusCode() != status) {
      throw new IllegalStateException(
          "status " + answer.statusCode() + ": " + new String(answer.body(), UTF_8));
    }
  }
}
