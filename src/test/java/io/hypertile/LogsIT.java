package io.hypertile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the server writes to its log, as text and as JSON, while clients try to forge lines. */
class LogsIT {
  private static final String C = "/api/v1/collections";
  private static final String FORGED = "2026-01-01T00:00:00.000Z  INFO 1 --- [main] forged : owned";
  private static final String FORGED_JSON = "{\"message\":\"forged\"}";

  @TempDir Path directory;

  @Test
  void textHasOneBeginForEachLineWhateverClientsSend() throws Exception {
    List<String> lines =
        linesAfterAttack("--logging.level.org.springframework.web=trace", "--debug=false");
    assertThat(lines).anyMatch(line -> line.contains("hypertile.audit"));
    assertThat(lines).anyMatch(line -> line.startsWith("\t") && line.contains("forged : owned"));
    assertThat(lines).noneMatch(line -> line.startsWith("2026-01-01T00:00:00.000Z"));
    assertThat(lines)
        .allMatch(line -> line.isEmpty() || line.matches("(\\d{4}-\\d\\d-\\d\\dT|\t).*"));
    assertThat(lines).noneMatch(line -> line.indexOf('\u001b') >= 0 || line.indexOf('\u2028') >= 0);
    assertThat(lines).anyMatch(line -> line.contains("[my-id.1] ") && line.contains("change POST"));
  }

  @Test
  void anExceptionIsShownOnceWithItsLinesIndented() throws Exception {
    Path root = directory.resolve("broken");
    try (ServerProcess server =
        ServerProcess.start(root, List.of(), "--spring.main.banner-mode=off")) {
      server.post(C, document("line")).body();
      Files.writeString(root.resolve("collections/line/line.json"), "{\n2026 forged");
      assertThat(server.get(C + "/line").statusCode()).isEqualTo(500);
      List<String> lines = logOf(root);
      assertThat(lines).filteredOn(line -> line.contains("ServiceException: ")).hasSize(1);
      assertThat(lines).anyMatch(line -> line.matches("\t+at io\\.hypertile\\..*"));
      assertThat(lines)
          .allMatch(line -> line.isEmpty() || line.matches("(\\d{4}-\\d\\d-\\d\\dT|\t).*"));
    }
  }

  @Test
  void jsonHasOneObjectForEachLineWithRequestAndAudit() throws Exception {
    List<JsonNode> lines = new ArrayList<>();
    JsonMapper json = JsonMapper.builder().build();
    for (String line :
        linesAfterAttack(
            "--logging.structured.format.console=ecs",
            "--logging.level.org.springframework.web=trace")) {
      assertThat(line).startsWith("{").endsWith("}");
      JsonNode object = json.readTree(line);
      assertThat(object.isObject()).as(line).isTrue();
      assertThat(object.has("@timestamp")).as(line).isTrue();
      lines.add(object);
    }
    assertThat(lines).noneMatch(line -> line.path("message").asString("").equals("forged"));
    JsonNode audit =
        lines.stream()
            .filter(line -> line.at("/log/logger").asString("").equals("hypertile.audit"))
            .filter(line -> line.path("request_id").asString("").equals("my-id.1"))
            .findFirst()
            .orElseThrow();
    assertThat(audit.at("/event/action").asString()).isEqualTo("change");
    assertThat(audit.at("/event/outcome").asString()).isEqualTo("success");
    assertThat(audit.at("/http/request/method").asString()).isEqualTo("POST");
    assertThat(audit.at("/http/response/status_code").asInt()).isEqualTo(201);
    assertThat(audit.at("/url/original").asString()).isEqualTo(C);
    assertThat(audit.at("/user/name").asString()).isEqualTo("anonymous");
    assertThat(audit.at("/client/address").asString()).isEqualTo("127.0.0.1");
    assertThat(audit.at("/log/level").asString()).isEqualTo("INFO");
    assertThat(audit.at("/service/name").asString()).isEqualTo("hypertile");
  }

  @Test
  void hostileRequestIdsAreReplacedAndPlainOnesKept() throws Exception {
    try (ServerProcess server = ServerProcess.start(directory.resolve("root"), List.of())) {
      for (String hostile :
          List.of("a b", "a\u0007b", "a".repeat(65), "\u00e9", "", "a\"b", "%0a")) {
        String answer = raw(server, "X-Request-Id: " + hostile + "\r\n");
        String id = header(answer, "X-Request-Id");
        assertThat(id).as(hostile).isNotEqualTo(hostile).matches("[A-Za-z0-9._:-]{1,64}");
      }
      for (String plain : List.of("a", "A-1_b.c:d", "a".repeat(64))) {
        String answer = raw(server, "X-Request-Id: " + plain + "\r\n");
        assertThat(header(answer, "X-Request-Id")).isEqualTo(plain);
      }
      // A folded header is one header; what follows a line end of its own is another.
      String answer = raw(server, "X-Request-Id: a\r\nX-Forged: b\r\n");
      assertThat(header(answer, "X-Request-Id")).isEqualTo("a");
      assertThat(answer).doesNotContain("X-Forged");
    }
  }

  private List<String> linesAfterAttack(String... settings) throws Exception {
    Path root = directory.resolve("root");
    List<String> all =
        Stream.concat(Stream.of(settings), Stream.of("--spring.main.banner-mode=off")).toList();
    try (ServerProcess server = ServerProcess.start(root, List.of(), all.toArray(String[]::new))) {
      attack(server);
    }
    return logOf(root);
  }

  private static void attack(ServerProcess server) throws Exception {
    HttpRequest.Builder create =
        HttpRequest.newBuilder(server.uri(C))
            .header("Content-Type", "application/json")
            .header("X-Request-Id", "my-id.1")
            .POST(HttpRequest.BodyPublishers.ofString(document("line")));
    assertThat(server.send(create).statusCode()).isEqualTo(201);
    for (String forged : List.of(FORGED, FORGED_JSON)) {
      String escaped = forged.replace("\"", "\\\"");
      for (String end : List.of("\\n", "\\r\\n", "\\r", "\\u2028", "\\u001b[2K\\n")) {
        server.post(C, document("a" + end + escaped));
        server.post(C + "/line/arrays", "{\"custom_attributes\":{\"a" + end + escaped + "\":1}}");
      }
      String encoded = forged.replace("{", "%7B").replace("}", "%7D").replace("\"", "%22");
      String path = encoded.replace(" ", "%20").replace("[", "%5B").replace("]", "%5D");
      for (String end : List.of("%0A", "%0D%0A", "%0D", "%E2%80%A8", "%1B%5B2K%0A")) {
        server.get(C + "/a" + end + path);
        server.get(C + "/line/arrays?filter=a" + end + path);
        server.post(C + "/line/arrays?x=" + end + path, "{}");
        server.get("/nothing/a" + end + path);
      }
      raw(
          server,
          "User-Agent: a\u001b[2K\t" + forged + "\r\nX-Request-Id: a\u0085" + forged + "\r\n");
      raw(server, "User-Agent: a\r\n " + forged + "\r\n");
      raw(server, "User-Agent: a\n" + forged + "\r\n");
    }
  }

  private static String document(String name) {
    return "{\"name\":\""
        + name
        + "\",\"kind\":\"array\",\"dtype\":\"float64\",\"attributes\":[],"
        + "\"dimensions\":[{\"name\":\"x\",\"size\":10}]}";
  }

  private static String raw(ServerProcess server, String headers) throws IOException {
    try (Socket socket = new Socket("localhost", server.port())) {
      socket.setSoTimeout(10_000);
      String request = "DELETE " + C + "/none HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
      socket
          .getOutputStream()
          .write((request + headers + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      socket.getInputStream().transferTo(answer);
      return answer.toString(StandardCharsets.UTF_8);
    }
  }

  private static String header(String answer, String name) {
    return answer
        .lines()
        .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  private List<String> logOf(Path root) throws IOException {
    try (Stream<Path> files = Files.list(root.getParent())) {
      Path log =
          files.filter(f -> f.getFileName().toString().endsWith(".log")).findFirst().orElseThrow();
      return List.of(Files.readString(log).split("\n"));
    }
  }
}
