package io.hypertile.train;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Requests of every kind to a server with an empty storage: cells plain, chunked and tiled, in
 * every format, by position, value, label and time; lists, documents, descriptions, refusals, and
 * Deker's protocol. Everything that fails unasked for ends the training.
 */
final class TrainingRequests implements AutoCloseable {
  private static final String BASE = "/api/v1/collections";
  private static final String KEY = "2024-01-01T00:00:00Z";
  private static final String ARRAY = "/arrays/~" + KEY;
  private static final int CELLS = 24 * 19 * 36 * 2;
  private static final int CONNECTIONS = 8;
  private static final List<String> KINDS = List.of("plain", "chunked", "tiled");

  private final URI server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final DatasetRequests datasets = new DatasetRequests(this::call);
  private final PartitionRequests partitions = new PartitionRequests(this::call);

  TrainingRequests(URI server) {
    this.server = server;
  }

  /**
   * Makes collections and arrays, goes through all kinds of requests on several connections, and
   * deletes what it has made.
   *
   * @param rounds passes of each connection, some 20 requests each
   * @throws IOException when an answer is not what was expected
   */
  void run(int rounds) throws IOException, InterruptedException {
    create();
    try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      List<Future<?>> loads = new java.util.ArrayList<>();
      for (int n = 0; n < CONNECTIONS; n++) {
        int own = n;
        loads.add(
            threads.submit(() -> {
              for (int round = 0; round < rounds; round++) {
                round(own, round);
              }
              return null;
            }));
      }
      for (Future<?> load : loads) {
        load.get();
      }
    } catch (ExecutionException failure) {
      throw new IOException(failure.getCause());
    }
    remove();
  }

  private void create() throws IOException, InterruptedException {
    for (String kind : KINDS) {
      call(201, "POST", BASE, "application/json", document(kind));
      String array =
          "{\"primary_attributes\": {\"dt\": \"" + KEY + "\"}, \"custom_attributes\": {\"tm\": 7}}";
      call(201, "POST", BASE + "/" + kind + "/arrays", "application/json", array);
    }
    datasets.create();
    partitions.create();
  }

  private static String document(String kind) {
    String more =
        switch (kind) {
          case "plain" -> "";
          case "chunked" ->
              ", \"options\": {\"chunks\": [12, 19, 18, 1], \"compression\": {\"codec\": \"gzip\", \"level\": 4}}";
          default -> ", \"arrays_shape\": [12, 19, 18, 2]";
        };
    return """
    {"name": "%s", "kind": "%s", "dtype": "float64", "fill_value": null,
     "dimensions": [
      {"name": "hour", "type": "time", "size": 24, "start_value": "$dt", "step": "PT1H"},
      {"name": "y", "size": 19, "scale": {"start_value": 90.0, "step": -10.0, "name": "lat"}},
      {"name": "x", "size": 36, "scale": {"start_value": -180.0, "step": 10.0, "name": "lon"}},
      {"name": "layer", "size": 2, "labels": ["temperature", "pressure"]}],
     "attributes": [{"name": "dt", "dtype": "datetime", "primary": true},
      {"name": "tm", "dtype": "int"}]%s}\
    """
        .formatted(kind, kind.equals("tiled") ? "varray" : "array", more);
  }

  /** One pass; rare requests are made now and then. */
  private void round(int own, int round) throws IOException, InterruptedException {
    String kind = KINDS.get((own + round) % KINDS.size());
    String array = BASE + "/" + kind + ARRAY;
    reads(array);
    datasets.round(own, round);
    partitions.round(own, round);
    if (round % 8 == 0) {
      writes(array, own);
      lists(kind);
      refusals(kind, array);
    }
    if (round % 40 == 0) {
      arrays(kind, own, round);
      deker(kind);
      get(200, "/actuator/prometheus");
      get(200, "/v3/api-docs");
      get(200, "/swagger-ui/index.html");
    }
  }

  private void reads(String array) throws IOException, InterruptedException {
    for (String format : List.of("npy", "json", "csv", "raw")) {
      get(200, array + "/subset?slice=3:9,2:7,4:9,1&format=" + format);
    }
    for (int n = 0; n < 8; n++) {
      get(200, array + "/subset?slice=:,9:14,10:20,1&format=npy");
      get(200, array + "/subset?slice=:,9,10,1&format=npy");
    }
    get(
        200,
        array
            + "/subset?slice=2024-01-01T03:00:2024-01-01T09:00,50.0:-10.0,:,temperature&format=npy");
    get(200, array + "/subset?sel.y=52.0&sel.x=13.0&sel.layer=pressure&method=nearest&format=json");
    get(200, array + "/subset?slice=0:24:3,(1,5,7),::2,0&format=npy");
    get(200, array + "/subset/description?sel.y=52.0&method=nearest");
    get(200, "/actuator/health/readiness");
  }

  private void writes(String array, int own) throws IOException, InterruptedException {
    byte[] cells = new byte[CELLS * 8];
    java.util.Arrays.fill(cells, (byte) (own + 1));
    call(
        204,
        "PUT",
        array + "/subset",
        "application/octet-stream",
        BodyPublishers.ofByteArray(cells));
    call(204, "PUT", array + "/subset?slice=0:6,0,:,pressure", "application/json", "280.5");
    call(
        204,
        "PUT",
        array + "/subset?slice=0,0:2,0:2,0",
        "application/json",
        "[[1.5, 2], [3, null]]");
    call(
        204,
        "PUT",
        array + "/subset?slice=0:1,0:1,0:2,0:1",
        "application/x-npy",
        BodyPublishers.ofByteArray(npy()));
    call(204, "DELETE", array + "/subset?slice=0:1,3:4", "application/json", "");
    get(200, array + "/subset?format=npy");
  }

  private static byte[] npy() {
    return NpyBytes.file("<f8", "(1, 1, 2, 1)", 2 * Double.BYTES).array();
  }

  private void lists(String kind) throws IOException, InterruptedException {
    get(200, BASE);
    get(200, BASE + "/" + kind);
    get(200, BASE + "/" + kind + "/arrays");
    get(
        200,
        BASE
            + "/"
            + kind
            + "/arrays?filter=dt%3E2023-01-01T00:00:00Z%20and%20tm%3E3&sort=-dt&limit=10");
    get(200, BASE + "/" + kind + ARRAY);
    get(200, "/api/v1/size");
  }

  private void refusals(String kind, String array) throws IOException, InterruptedException {
    get(404, BASE + "/nothing");
    get(404, BASE + "/" + kind + "/arrays/~1999-01-01T00:00:00Z");
    get(404, "/nothing");
    get(400, array + "/subset?slice=1:,:::::");
    get(400, array + "/subset?slice=99");
    get(400, array + "/subset?limt=3");
    get(400, BASE + "/" + kind + "/arrays?filter=dt%3E");
    call(405, "PATCH", array + "/subset", "application/json", "1");
    call(415, "PUT", array + "/subset", "text/html", "1");
    call(409, "POST", BASE, "application/json", document(kind));
    call(400, "POST", BASE, "application/json", "{\"name\": ");
    call(
        422,
        "POST",
        BASE,
        "application/json",
        "{\"name\": \"a\", \"kind\": \"array\", \"dtype\": \"f\", \"dimensions\": []}");
    call(422, "PUT", array + "/subset?slice=0,0,:,0", "application/json", "[1, 2]");
  }

  private void arrays(String kind, int own, int round) throws IOException, InterruptedException {
    String time = "19%02d-01-01T%02d:00:00Z".formatted(own, round / 40 % 24);
    String arrays = BASE + "/" + kind + "/arrays";
    call(
        201,
        "POST",
        arrays,
        "application/json",
        "{\"primary_attributes\": {\"dt\": \"" + time + "\"}}");
    call(204, "PUT", arrays + "/~" + time + "/subset?slice=0,0,:,0", "application/json", "1.5");
    call(
        200,
        "PATCH",
        arrays + "/~" + time,
        "application/merge-patch+json",
        "{\"custom_attributes\": {\"tm\": 9}}");
    call(204, "DELETE", arrays + "/~" + time, "application/json", "");
  }

  /** Deker's protocol may have been left out of the server. */
  private void deker(String kind) throws IOException, InterruptedException {
    HttpRequest ping = HttpRequest.newBuilder(server.resolve("/v1/ping")).build();
    if (client.send(ping, BodyHandlers.discarding()).statusCode() == 404) {
      return;
    }
    get(200, "/v1/collections");
    get(200, "/v1/collection/" + kind);
    get(200, "/v1/collection/" + kind + "/" + (kind.equals("tiled") ? "varrays" : "arrays"));
  }

  private void remove() throws IOException, InterruptedException {
    call(200, "POST", "/api/v1/integrity", "application/json", "{\"level\": 4}");
    for (String kind : KINDS) {
      call(204, "DELETE", BASE + "/" + kind, "application/json", "");
    }
    datasets.remove();
    partitions.remove();
  }

  private void get(int expected, String target) throws IOException, InterruptedException {
    call(expected, "GET", target, "application/json", BodyPublishers.noBody());
  }

  private void call(int expected, String method, String target, String type, String body)
      throws IOException, InterruptedException {
    call(expected, method, target, type, BodyPublishers.ofString(body));
  }

  private void call(int expected, String method, String target, String type, BodyPublisher body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(target))
            .timeout(Duration.ofSeconds(60))
            .header("Accept-Encoding", "gzip")
            .method(method, body);
    if (!method.equals("GET")) {
      request.header("Content-Type", type);
    }
    HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() != expected) {
      throw new IOException(
          method
              + " "
              + target
              + ": "
              + answer.statusCode()
              + " instead of "
              + expected
              + ": "
              + answer.body());
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
