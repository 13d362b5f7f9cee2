package io.hypertile.deker.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends requests byte for byte as Deker's client does, with raw brackets in paths. */
record WireClient(int port) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** An answer. */
  record Answer(int status, String head, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    JsonNode json() {
      return JSON.readTree(body);
    }

    String header(String name) {
      String prefix = name.toLowerCase(Locale.ROOT) + ": ";
      return head.lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
          .map(line -> line.substring(prefix.length()))
          .findFirst()
          .orElse("");
    }

    /** The answer, which must have the status. */
    Answer expect(int expected) {
      assertThat(status).as(text()).isEqualTo(expected);
      return this;
    }

    /** The failure, which must be a JSON object with what the client looks at. */
    Answer failure(int expected, String className) {
      expect(expected);
      assertThat(json().isObject()).isTrue();
      assertThat(json().get("class").asString()).isEqualTo(className);
      assertThat(json().get("parameters").isArray()).isTrue();
      assertThat(json().get("status").asInt()).isEqualTo(expected);
      return this;
    }

    double[] doubles() {
      double[] values = new double[body.length / Double.BYTES];
      ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
      return values;
    }
  }

  Answer get(String path) throws IOException {
    return send("GET", path, null);
  }

  Answer send(String method, String path, String body) throws IOException {
    return body == null
        ? send(method, path, "", new byte[0])
        : send(method, path, "application/json", body.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends a body of a type; none with an empty type. */
  Answer send(String method, String path, String type, byte[] content) throws IOException {
    StringBuilder head = new StringBuilder();
    head.append(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
    head.append("Connection: close\r\nAccept: application/octet-stream\r\n");
    if (!type.isEmpty()) {
      head.append("Content-Type: ").append(type).append("\r\n");
      head.append("Content-Length: ").append(content.length).append("\r\n");
    }
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write((head + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().write(content);
      socket.getOutputStream().flush();
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      socket.getInputStream().transferTo(all);
      return answer(all.toByteArray());
    }
  }

  private static Answer answer(byte[] all) throws IOException {
    String text = new String(all, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    String head = text.substring(0, end);
    byte[] body = Arrays.copyOfRange(all, end + 4, all.length);
    boolean chunked = head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked");
    return new Answer(Integer.parseInt(head.split(" ", 3)[1]), head, chunked ? joined(body) : body);
  }

  private static byte[] joined(byte[] chunks) {
    String text = new String(chunks, StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int at = 0;
    while (true) {
      int line = text.indexOf("\r\n", at);
      int size = Integer.parseInt(text.substring(at, line), 16);
      if (size == 0) {
        return all.toByteArray();
      }
      all.write(chunks, line + 2, size);
      at = line + 2 + size + 2;
    }
  }
}
