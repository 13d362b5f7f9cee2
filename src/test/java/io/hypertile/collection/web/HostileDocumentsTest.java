package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** JSON documents and batches as an attacker writes them. */
class HostileDocumentsTest extends AttackTables {
  @Test
  void textsThatAreNotJsonAreRefused() throws IOException {
    List<String> requests = new ArrayList<>();
    List<String> texts =
        new ArrayList<>(
            List.of(
                "{",
                "}",
                "[",
                "]",
                "nul",
                "tru",
                "+1",
                "01",
                "1.",
                ".5",
                "1e",
                "0x10",
                "'a'",
                "\"",
                "\"\\x\"",
                "\"\\ud800\"",
                "{a:1}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "[1,]",
                "[1 2]",
                "// c",
                "1 1",
                "NaN",
                "-Infinity",
                "\u0000",
                "{\"\\u0000\":1}",
                "\u00ef\u00bb\u00bf",
                "\u00ff",
                "\u00c0\u00ae"));
    texts.add("[".repeat(2_000) + "]".repeat(2_000));
    texts.add("{\"a\":".repeat(2_000) + "1" + "}".repeat(2_000));
    texts.add("9".repeat(5_000));
    texts.add("1e" + "9".repeat(50));
    texts.add("\"" + "x".repeat(60_000) + "\"");
    texts.add("{\"" + "x".repeat(60_000) + "\": 1}");
    for (String text : texts) {
      requests.add(json("POST", C, text));
      requests.add(json("PATCH", ARRAY, text));
      requests.add(json("POST", ARRAYS, text));
      requests.add(json("POST", C + "/c/integrity", text));
    }
    refuseAll(140, requests);
  }

  @Test
  void schemasPastALimitAreRefused() throws IOException {
    String rest = ", \"kind\": \"array\", \"dtype\": \"int8\", \"dimensions\": ";
    String dimension = "{\"name\": \"a\", \"size\": 2";
    List<String> requests = new ArrayList<>();
    for (String name :
        List.of(
            "..",
            ".",
            "../c",
            "/etc",
            "a/b",
            "a\\\\b",
            "a.lock",
            "\\u0000",
            "a\\nb",
            " ",
            "\\u202e\\ud800",
            "x".repeat(251))) {
      requests.add(json("POST", C, "{\"name\": \"" + name + "\"" + rest + "[" + dimension + "}]}"));
    }
    for (String dimensions :
        List.of(
            "[{\"name\": \"a\", \"size\": -1}]",
            "[{\"name\": \"a\", \"size\": 1.5}]",
            "[{\"name\": \"a\", \"size\": \"2\"}]",
            "[{\"name\": \"a\", \"size\": true}]",
            "[{\"name\": \"a\", \"size\": 1e30}]",
            "[{\"name\": \"a\", \"size\": 18446744073709551617}]",
            "[" + dimension + "}, " + dimension + "}]",
            "[" + dimension + ", \"labels\": [\"x\"]}]",
            "[" + dimension + ", \"labels\": [\"x\", \"x\"]}]",
            "[" + dimension + ", \"labels\": [1, \"x\"]}]",
            "[" + dimension + ", \"labels\": [1e999, 2]}]",
            "[" + dimension + ", \"scale\": {\"start_value\": 1, \"step\": 0}}]",
            "[" + dimension + ", \"scale\": {\"start_value\": 1}}]",
            "[" + dimension + ", \"type\": \"time\"}]",
            "[" + dimension + ", \"type\": \"time\", \"start_value\": \"$x\", \"step\": \"PT1H\"}]",
            "["
                + dimension
                + ", \"type\": \"time\", \"start_value\": \"2023-13-01\", \"step\": \"PT1H\"}]",
            "["
                + dimension
                + ", \"type\": \"time\", \"start_value\": \"2023-01-01\", \"step\": \"PT0S\"}]",
            "[" + dimension + ", \"evil\": 1}]",
            "[" + (dimension + "},").repeat(40) + dimension + "}]",
            "[null]",
            "[[]]",
            "{}",
            "\"a\"")) {
      requests.add(json("POST", C, "{\"name\": \"x\"" + rest + dimensions + "}"));
    }
    for (String more :
        List.of(
            "\"options\": {\"chunks\": [0]}",
            "\"options\": {\"chunks\": [3]}",
            "\"options\": {\"chunks\": [1, 1]}",
            "\"options\": {\"compression\": \"exe\"}",
            "\"options\": {\"compression\": {\"codec\": \"gzip\", \"level\": 99}}",
            "\"options\": {\"compression\": {\"filter\": -1}}",
            "\"options\": []",
            "\"fill_value\": 300",
            "\"fill_value\": \"x\"",
            "\"fill_value\": [1, 2]",
            "\"vgrid\": [1]",
            "\"attributes\": [{\"name\": \"a\"}]",
            "\"attributes\": [{\"name\": \"n\", \"dtype\": \"object\"}]",
            "\"attributes\": [{\"name\": \"n\", \"dtype\": \"int\"}, {\"name\": \"n\", \"dtype\":"
                + " \"int\"}]",
            "\"attributes\": {}",
            "\"evil\": 1",
            "\"metadata_version\": \"9\"")) {
      requests.add(
          json("POST", C, "{\"name\": \"x\"" + rest + "[" + dimension + "}], " + more + "}"));
    }
    refuseAll(50, requests);
  }

  @Test
  void bodiesWithoutABatchAreRefused() throws IOException {
    String lines = "Content-Type: application/x-ndjson\r\n";
    List<String> requests = new ArrayList<>();
    for (String body :
        List.of("{}", "1", "null", "\"x\"", "[", "", "[1,]", "[" + "[".repeat(2000))) {
      requests.add(json("POST", C + "/c/arrays:batch", body));
    }
    requests.add(request("POST " + C + "/c/arrays:batch", lines, "x".repeat(70_000)));
    requests.add(request("POST " + C + "/c/arrays:batch", "Content-Type: text/csv\r\n", "n\n1\n"));
    requests.add(request("POST " + C + "/none/arrays:batch", lines, "{}"));
    requests.add(request("POST " + C + "/c/arrays:batch?x=1", lines, "{}"));
    requests.add(get(C + "/c/arrays:batch"));
    requests.add(get(C + "/c/arrays%3Abatch/x"));
    refuseAll(14, requests);
  }

  @Test
  void malformedLinesOfABatchAreRefusedEachByItself() throws IOException {
    List<String> lines =
        List.of(
            "{",
            "1",
            "null",
            "[]",
            "{\"primary_attributes\": {\"n\": \"x\"}}",
            "NaN",
            "\u0001",
            "{\"id\": \"../x\", \"primary_attributes\": {\"n\": 9}}",
            "[".repeat(3000),
            "{\"primary_attributes\": {\"n\": 1}}");
    String answer =
        api.body(
                "POST",
                C + "/c/arrays:batch",
                "application/x-ndjson",
                String.join("\n", lines).getBytes(StandardCharsets.UTF_8))
            .expect(200)
            .text();
    List<String> results = answer.lines().toList();
    assertThat(results).hasSameSizeAs(lines);
    results.forEach(result ->
        assertThat(JsonMapper.builder().build().readTree(result).get("status").asInt())
            .as(result)
            .isBetween(400, 499));
    assertThat(api.get(ARRAYS).json().get("items")).hasSize(1);
  }
}
