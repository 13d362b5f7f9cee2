package io.hypertile.train;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipOutputStream;

/** Requests of a training to a collection of datasets. Thread-safe. */
final class DatasetRequests {
  private static final String COLLECTIONS = "/api/v1/collections";
  private static final String READ = "profiles";

  /** Datasets that are replaced again and again, beside those that others read meanwhile. */
  private static final String WRITTEN = "written-profiles";

  private static final String PLACE = COLLECTIONS + "/" + READ;
  private static final String JSON = "application/json";
  private static final int DATASETS = 64;
  private static final int ROWS = 50;
  private static final int COLUMNS = 168;
  private static final List<String> ARRAYS = List.of("salinity", "temperature");

  private final Caller caller;
  private final byte[] batch;

  DatasetRequests(Caller caller) {
    this.caller = caller;
    this.batch = batch();
  }

  private static String name(int number) {
    return String.format(Locale.ROOT, "p%03d", number);
  }

  private static byte[] batch() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      NpyBytes.put(zip, "definitions.json", definitions().getBytes(StandardCharsets.UTF_8));
      for (int number = 0; number < DATASETS; number++) {
        for (String array : ARRAYS) {
          NpyBytes.put(zip, name(number) + "/" + array + ".npy", cells(number));
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static String definitions() {
    String arrays =
        ARRAYS.stream()
            .map(array ->
                """
                {"name": "%s", "dtype": "float32", "dimensions": ["z", "t"], "shape": [%d, %d],
                 "fill_value": "NaN"}\
                """
                    .formatted(array, ROWS, COLUMNS))
            .collect(Collectors.joining(","));
    return IntStream.range(0, DATASETS)
        .mapToObj(number ->
            """
            {"name": "%s", "attributes": {"cycle": %d, "platform": "ship"}, "arrays": [%s]}\
            """
                .formatted(name(number), number, arrays))
        .collect(Collectors.joining(",", "{\"datasets\": [", "]}"));
  }

  private static byte[] cells(int number) {
    ByteBuffer file =
        NpyBytes.file("<f4", "(" + ROWS + ", " + COLUMNS + ")", ROWS * COLUMNS * Float.BYTES);
    for (int cell = 0; cell < ROWS * COLUMNS; cell++) {
      file.putFloat((float) (15 + Math.sin(cell / 24.0) + number * 0.01));
    }
    return file.array();
  }

  /** Makes the collections and their datasets. */
  void create() throws IOException, InterruptedException {
    for (String name : List.of(READ, WRITTEN)) {
      send(201, "POST", COLLECTIONS, "{\"name\": \"%s\", \"kind\": \"dataset\"}".formatted(name));
      write(name);
    }
  }

  private void write(String collection) throws IOException, InterruptedException {
    caller.call(
        201,
        "POST",
        COLLECTIONS + "/" + collection + "/datasets:batch?replace=true",
        "application/zip",
        BodyPublishers.ofByteArray(batch));
  }

  /** One pass of a connection. */
  void round(int own, int round) throws IOException, InterruptedException {
    for (String array : ARRAYS) {
      get("/cells?array=" + array + "&stack=true&slice=10:22,40:82&format=npy");
    }
    if (round % 8 == 0) {
      get("/datasets?limit=10");
      get("/datasets/" + name(own));
      get("/datasets?where=temperature.max%3E1%20and%20cycle%3C150&sort=-temperature.max&limit=20");
      get("/statistics?arrays=temperature&attributes=cycle&limit=50");
      get("/statistics?format=csv");
      get("/cells?array=temperature&datasets=p000,p001&slice=0:2,0:2");
      get("/datasets/" + name(own) + "/arrays/temperature/subset?slice=0:2,:");
      get("/datasets/" + name(own) + "?format=npz");
      writes(own);
    }
    if (round % 32 == own) {
      write(WRITTEN);
    }
  }

  private void writes(int own) throws IOException, InterruptedException {
    String dataset = "/datasets/own" + own;
    send(
        204,
        "PUT",
        PLACE + dataset,
        """
        {"attributes": {"cycle": 7}, "arrays": [
         {"name": "depth", "dtype": "float64", "dimensions": ["z"], "shape": [3], "data": [1, 2, 4]}]}\
        """);
    send(204, "PUT", PLACE + dataset + "/arrays/depth/subset?slice=0:2", "[5, 6]");
    send(204, "DELETE", PLACE + dataset, "");
  }

  /** Removes the collections. */
  void remove() throws IOException, InterruptedException {
    for (String name : List.of(READ, WRITTEN)) {
      send(204, "DELETE", COLLECTIONS + "/" + name, "");
    }
  }

  private void get(String target) throws IOException, InterruptedException {
    caller.call(200, "GET", PLACE + target, JSON, BodyPublishers.noBody());
  }

  private void send(int expected, String method, String target, String body)
      throws IOException, InterruptedException {
    caller.call(expected, method, target, JSON, BodyPublishers.ofString(body));
  }
}
