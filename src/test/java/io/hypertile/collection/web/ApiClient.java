package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client that shows what came over the wire. */
public final class ApiClient {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int port;

  public ApiClient(int port) {
    this.port = port;
  }

  /** An answer with its body. */
  public record Answer(int status, HttpResponse<byte[]> response) {
    public String text() {
      return new String(response.body(), StandardCharsets.UTF_8);
    }

    public JsonNode json() {
      return JSON.readTree(response.body());
    }

    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    /** The answer, which must have the status. */
    public Answer expect(int expected) {
      assertThat(status).as(this::text).isEqualTo(expected);
      return this;
    }

    /** The problem document, which must be whole and of the code. */
    public JsonNode problem(int expected, String code) {
      expect(expected);
      assertThat(header("Content-Type")).isEqualTo("application/problem+json");
      JsonNode problem = json();
      assertThat(problem.get("code").asString()).as(this::text).isEqualTo(code);
      assertThat(problem.get("status").asInt()).isEqualTo(expected);
      assertThat(problem.get("type").asString()).isEqualTo("urn:hypertile:problem:" + code);
      assertThat(problem.get("title").asString()).isNotBlank();
      assertThat(problem.get("detail").asString()).isNotBlank();
      assertThat(problem.get("request_id").asString()).isEqualTo(header("X-Request-Id"));
      return problem;
    }
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  public Answer send(HttpRequest.Builder request) throws IOException {
    try {
      HttpResponse<byte[]> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return new Answer(response.statusCode(), response);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  public Answer get(String path, String... headers) throws IOException {
    HttpRequest.Builder request = request(path).GET();
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  public Answer head(String path) throws IOException {
    return send(request(path).HEAD());
  }

  public Answer delete(String path) throws IOException {
    return send(request(path).DELETE());
  }

  public Answer json(String method, String path, String body) throws IOException {
    return body(method, path, "application/json", body.getBytes(StandardCharsets.UTF_8));
  }

  public Answer body(String method, String path, String type, byte[] body) throws IOException {
    return send(
        request(path)
            .header("Content-Type", type)
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  /** Sends bytes as they are and gives all that comes back until the server closes. */
  public String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(10_000);
      try {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      } catch (SocketException e) {
        // A server that refuses a request need not take all of it; its answer is there to be read.
      }
      InputStream in = socket.getInputStream();
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      in.transferTo(all);
      return all.toString(StandardCharsets.UTF_8);
    }
  }

  /** A one-dimensional or higher NPY body of float64, with a header of version 1.0. */
  public static byte[] npy(String shape, double... values) {
    StringBuilder header =
        new StringBuilder("{'descr': '<f8', 'fortran_order': False, 'shape': " + shape + ", }");
    while ((10 + header.length() + 1) % 64 != 0) {
      header.append(' ');
    }
    header.append('\n');
    ByteBuffer body =
        ByteBuffer.allocate(10 + header.length() + 8 * values.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    body.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    body.put((byte) 1).put((byte) 0).putShort((short) header.length());
    body.put(header.toString().getBytes(StandardCharsets.US_ASCII));
    for (double value : values) {
      body.putDouble(value);
    }
    return body.array();
  }

  /** The doubles after an NPY header of version 1.0. */
  static double[] values(byte[] npy) {
    ByteBuffer body = ByteBuffer.wrap(npy).order(ByteOrder.LITTLE_ENDIAN);
    body.position(10 + body.getShort(8));
    double[] values = new double[body.remaining() / 8];
    body.asDoubleBuffer().get(values);
    return values;
  }
}
