package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests as an attacker writes them, byte by byte over a socket: each is refused with a problem
 * document, tells nothing of the server, and changes nothing.
 */
abstract class AttackTables extends AttackedArray {
  static final String JSON = "Content-Type: application/json\r\n";

  /** Sends every request of a table, of which each must be refused, and then looks around. */
  void refuseAll(int atLeast, List<String> requests) throws IOException {
    assertThat(requests).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(atLeast);
    for (String request : requests) {
      refuse(request);
    }
    assertThat(api.get(C).expect(200).json().get("items")).hasSize(1);
    assertThat(api.get(ARRAYS).expect(200).json().get("items")).hasSize(1);
    assertThat(api.get(ARRAY).json().get("custom_attributes").toString()).isEqualTo("{\"s\":null}");
    assertThat(api.get(SUBSET + "?layout=values&slice=:,0").text().strip())
        .isEqualTo("[-32768,-32768,-32768]");
    api.get("/actuator/health").expect(200);
  }

  private void refuse(String request) throws IOException {
    String answer = api.raw(request);
    String shown = request.length() > 400 ? request.substring(0, 400) + "…" : request;
    Matcher status = Pattern.compile("^HTTP/1\\.1 (\\d{3})").matcher(answer);
    assertThat(status.find()).as("%s -> %s", shown, answer).isTrue();
    int code = Integer.parseInt(status.group(1));
    assertThat(answer).as(shown).containsIgnoringCase("Content-Type: application/problem+json");
    // One request has one answer: what follows a refused one is never taken for another.
    assertThat(answer.split("HTTP/1\\.1 ", -1)).as(shown).hasSize(2);
    assertProblem(shown, code, answer, answer.substring(answer.indexOf("\r\n\r\n") + 4));
  }

  static String request(String line, String headers, String body) {
    return line
        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        + headers
        + "Content-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  static String get(String path, String... headers) {
    return "GET "
        + path
        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        + String.join("", headers)
        + "\r\n";
  }

  static String json(String method, String path, String body) {
    return request(method + " " + path, JSON, body);
  }

  static String head(String method, String headers) {
    return method + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n";
  }
}
