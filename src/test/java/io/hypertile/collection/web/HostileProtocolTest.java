package io.hypertile.collection.web;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Frames, conditions, keys and queries as an attacker writes them. */
class HostileProtocolTest extends AttackTables {
  @Test
  void framesThatTwoProgramsReadInTwoWaysAreRefused() throws IOException {
    String post = "POST " + C;
    String smuggled = "GET /actuator/health HTTP/1.1\r\nHost: x\r\n\r\n";
    List<String> requests = new ArrayList<>();
    for (String frame :
        List.of(
            "Content-Length: 5\r\nContent-Length: 6\r\n",
            "Content-Length: 5\r\nContent-Length: 5\r\n",
            "Content-Length: 5, 6\r\n",
            "Content-Length: +5\r\n",
            "Content-Length: -5\r\n",
            "Content-Length: 0x5\r\n",
            "Content-Length: 5 5\r\n",
            "Content-Length: 99999999999999999999\r\n",
            "Content-Length: 5.0\r\n",
            "Content-Length:\r\n",
            "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
            "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
            "Transfer-Encoding: gzip\r\n",
            "Transfer-Encoding: identity, chunked, x\r\n",
            "Transfer-Encoding: xchunked\r\n",
            "Transfer-Encoding: chunked, identity\r\n",
            "Transfer-Encoding : chunked\r\n",
            "Transfer Encoding: chunked\r\n",
            "Host: other\r\n",
            "X\u0000: 1\r\n",
            "X: \u0000\r\n",
            ": empty\r\n",
            "no-colon\r\n")) {
      requests.add(head(post, JSON + frame) + smuggled);
    }
    for (String chunks :
        List.of(
            "x\r\n\r\n",
            "-1\r\n\r\n",
            "FFFFFFFFFFFFFFFFF\r\n",
            "5\r\n{}\r\n0\r\n\r\n",
            "2;" + "x".repeat(20_000) + "\r\n{}\r\n0\r\n\r\n",
            "2\r\n{}xx0\r\n\r\n",
            "1\r\n{\r\n0\r\n\r\n")) {
      requests.add(head(post, JSON + "Transfer-Encoding: chunked\r\n") + chunks);
    }
    requests.add("GET " + C + " HTTP/1.1\r\nConnection: close\r\n\r\n");
    requests.add("GET " + C + " HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n");
    requests.add("GET " + C + " HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n");
    requests.add("GET http://[::1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    requests.add("CONNECT localhost:80 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    refuseAll(33, requests);
  }

  @Test
  void tagsRangesAndConditionsThatDoNotHoldAreRefused() throws IOException {
    List<String> requests = new ArrayList<>();
    for (String tag :
        List.of("x", "\"", "\"a\" \"b\"", "W/x", "\"a\",,x", ",", "\"\u0001\"", "*,*")) {
      requests.add(head("DELETE " + ARRAY, "If-Match: " + tag + "\r\n"));
      requests.add(head("DELETE " + SUBSET, "If-None-Match: " + tag + "\r\n"));
      requests.add(request("PATCH " + ARRAY, JSON + "If-Match: " + tag + "\r\n", "{}"));
      requests.add(request("PUT " + SUBSET, JSON + "If-Match: " + tag + "\r\n", "1"));
    }
    for (String tag : List.of("\"0\"", "W/\"1\"", "\"" + "9".repeat(1000) + "\"", "\"a\", \"b\"")) {
      requests.add(head("DELETE " + ARRAY, "If-Match: " + tag + "\r\n"));
      requests.add(request("PUT " + SUBSET, JSON + "If-Match: " + tag + "\r\n", "1"));
      requests.add(get(ARRAY, "If-Match: " + tag + "\r\n"));
      requests.add(get(SUBSET, "If-Match: " + tag + "\r\n"));
    }
    requests.add(head("DELETE " + ARRAY, "If-None-Match: *\r\n"));
    for (String range : List.of("99999-", "9223372036854775807-", "1000-2000", "-0")) {
      requests.add(get(SUBSET + "?format=raw", "Range: bytes=" + range + "\r\n"));
    }
    requests.add(request("PUT " + SUBSET, JSON + "Content-Range: bytes 0-0/1\r\n", "1"));
    requests.add(request("PUT " + SUBSET, JSON + "Content-Encoding: br\r\n", "1"));
    requests.add(request("PUT " + SUBSET, JSON + "Content-Encoding: gzip, gzip\r\n", "1"));
    refuseAll(50, requests);
  }

  @Test
  void malformedKeysIdsFiltersAndCursorsAreRefused() throws IOException {
    List<String> requests = new ArrayList<>();
    for (String key :
        List.of(
            "~1e5",
            "~0x1",
            "~+",
            "~%2B1%2C",
            "~1,",
            "~,1",
            "~null",
            "~true",
            "~NaN",
            "~%22",
            "~%221",
            "~%0d%0a",
            "~" + "%F0%9F%92%A9".repeat(50),
            "~1%2f..%2f..",
            "~9223372036854775808",
            "00000000",
            ID + "%00",
            ID.toUpperCase(java.util.Locale.ROOT) + "x",
            "{" + "x" + "}",
            "%7b" + ID + "%7d")) {
      requests.add(get(ARRAYS + "/" + key));
      requests.add(head("DELETE " + ARRAYS + "/" + key, ""));
      requests.add(get(ARRAYS + "/" + key + "/subset?slice=0"));
    }
    for (String filter :
        List.of(
            "",
            "n",
            "n==",
            "==1",
            "n=1",
            "n==1;drop",
            "n==1+or+1",
            "m==1",
            "n=='1",
            "n+in+()",
            "n+in+1",
            "not",
            "((((((n==1",
            "n==1+and",
            "n==%00",
            "n==1--",
            "n+like+'x'",
            "n==(select+1)",
            "not+".repeat(3000) + "n==1",
            "(".repeat(5000),
            "n==1" + "+or+n==1".repeat(1500))) {
      requests.add(get(ARRAYS + "?filter=" + filter));
    }
    for (String sort : List.of("", "m", "n,n", "-", "--n", "n;", "n,", ",".repeat(500), "n%00")) {
      requests.add(get(ARRAYS + "?sort=" + sort));
    }
    for (String cursor :
        List.of("MTo5OTk5", "%2e%2e", "e30", "bnVsbA", "AAAA", "_____", "A".repeat(9000))) {
      requests.add(get(ARRAYS + "?cursor=" + cursor));
      requests.add(get(ARRAYS + "?sort=n&cursor=" + cursor));
    }
    refuseAll(100, requests);
  }
}
