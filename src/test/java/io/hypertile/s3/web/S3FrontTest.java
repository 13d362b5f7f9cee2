package io.hypertile.s3.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import io.hypertile.collection.web.ApiClient.Answer;
import io.hypertile.collection.web.OwnStorage;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** The protocol of S3 over HTTP: what clients may do, and what is refused with nothing changed. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "hypertile.s3.enabled=true",
      "hypertile.stores.mem.url=memory:",
      "hypertile.limits.document=64KB",
      "hypertile.limits.body=1MB"
    })
class S3FrontTest extends OwnStorage {
  private static final String ALL = "/s3/zcollections";
  private static final String SEA = ALL + "/sea";
  private static final String GROUP =
      "{\"zarr_format\": 3, \"node_type\": \"group\", \"attributes\": {\"a\": 1}}";
  private static final String ARRAY =
      """
      {"shape": [4], "data_type": "int32", "chunk_grid": {"name": "regular", "configuration":
      {"chunk_shape": [2]}}, "chunk_key_encoding": {"name": "default", "configuration":
      {"separator": "/"}}, "fill_value": 7, "codecs": [{"name": "bytes", "configuration":
      {"endian": "little"}}], "attributes": {}, "zarr_format": 3, "node_type": "array",
      "storage_transformers": []}\
      """;
  private static final byte[] ONE_TWO = {1, 0, 0, 0, 2, 0, 0, 0};

  @BeforeEach
  void make() throws IOException {
    put(SEA + "/zarr.json", GROUP).expect(200);
  }

  @AfterEach
  void remove() throws IOException {
    for (String name : List.of("sea", "land", "far", "plain", "hdf5", "seg")) {
      api.delete(COLLECTIONS + "/" + name);
    }
  }

  private Answer put(String path, String body, String... headers) throws IOException {
    return put(path, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  private Answer put(String path, byte[] body, String... headers) throws IOException {
    return send("PUT", path, body, headers);
  }

  private Answer send(String method, String path, byte[] body, String... headers)
      throws IOException {
    HttpRequest.Builder request =
        api.request(path).method(method, HttpRequest.BodyPublishers.ofByteArray(body));
    return api.send(headers.length == 0 ? request : request.headers(headers));
  }

  private static void assertFailure(Answer answer, int status, String code) {
    answer.expect(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/xml");
    assertThat(answer.text()).contains("<Code>" + code + "</Code>").contains("<Message>");
  }

  private static List<String> texts(String element, String document) {
    Matcher matcher = Pattern.compile("<" + element + ">([^<]*)</").matcher(document);
    List<String> found = new ArrayList<>();
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  private String list(String bucket, String query) throws IOException {
    return api.get("/s3/" + bucket + "?list-type=2&" + query).expect(200).text();
  }

  private String cells(String collection) throws IOException {
    return api.get(COLLECTIONS + "/" + collection + "/datasets/ship/arrays/v/subset?format=json")
        .expect(200)
        .json()
        .get("data")
        .toString();
  }

  @Test
  void treeThatIsPutIsACollectionWhoseChangesAreSeenAtOnce() throws IOException {
    assertThat(api.get(COLLECTIONS + "/sea").expect(200).json().get("layout").asString())
        .isEqualTo("tree");
    assertThat(api.get(COLLECTIONS + "/sea/datasets").expect(200).json().get("items")).isEmpty();
    put(SEA + "/ship/zarr.json", GROUP).expect(200);
    put(SEA + "/ship/v/zarr.json", ARRAY).expect(200);
    assertThat(cells("sea")).isEqualTo("[7,7,7,7]");
    assertThat(api.get(COLLECTIONS + "/sea/datasets").expect(200).json().get("items")).hasSize(1);
    String array = COLLECTIONS + "/sea/datasets/ship/arrays/v";
    String before = api.get(array).expect(200).header("ETag");
    Answer chunk = put(SEA + "/ship/v/c/1", ONE_TWO).expect(200);
    assertThat(cells("sea")).isEqualTo("[7,7,1,2]");
    Answer described = api.get(array).expect(200);
    assertThat(described.header("ETag")).isNotEqualTo(before);
    assertThat(described.json().get("statistics").get("max").asInt()).isEqualTo(2);
    assertThat(api.get("/zarr/sea/ship/v/c/1").expect(200).response().body()).isEqualTo(ONE_TWO);

    api.json("PUT", array + "/subset?slice=2", "-5").expect(204);
    Answer changed = api.get(SEA + "/ship/v/c/1").expect(200);
    assertThat(changed.response().body()).isEqualTo(new byte[] {-5, -1, -1, -1, 2, 0, 0, 0});
    assertThat(changed.header("ETag")).isNotEqualTo(chunk.header("ETag"));
    send("DELETE", SEA + "/ship/v/c/1", new byte[0]).expect(204);
    assertThat(cells("sea")).isEqualTo("[7,7,7,7]");
    assertThat(api.get(array).json().get("statistics").get("null_count").asInt()).isEqualTo(4);
    send("DELETE", SEA + "/ship/v/zarr.json", new byte[0]).expect(204);
    api.get(array).problem(404, "dataset-not-found");
  }

  @Test
  void collectionIsItsOwnBucketAndOneOfItsStore() throws IOException {
    put(SEA + "/x/c/0", ONE_TWO).expect(200);
    assertThat(api.get("/s3/sea/x/c/0").expect(200).response().body()).isEqualTo(ONE_TWO);
    put("/s3/mem/far/zarr.json", GROUP).expect(200);
    put("/s3/mem/far/ship/v/zarr.json", ARRAY).expect(200);
    put("/s3/far/ship/v/c/0", ONE_TWO).expect(200);
    assertThat(cells("far")).isEqualTo("[1,2,7,7]");
    assertThat(api.get(COLLECTIONS + "/far").json().get("store").asString()).isEqualTo("mem");
    assertThat(texts("Key", list("mem", "")))
        .containsExactly("far/ship/v/c/0", "far/ship/v/zarr.json", "far/zarr.json");
    assertThat(texts("Name", api.get("/s3").expect(200).text()))
        .containsExactly("far", "mem", "sea", "zcollections");
    assertFailure(api.get("/s3/mem/sea/zarr.json"), 404, "NoSuchKey");
    assertFailure(put("/s3/mem/sea/zarr.json", GROUP), 403, "AccessDenied");
    api.head("/s3/sea").expect(200);
    api.head("/s3/nothing").expect(404);
    assertThat(api.get("/s3/sea?location").expect(200).text()).contains("LocationConstraint");
    assertFailure(api.get("/s3/nothing?list-type=2"), 404, "NoSuchBucket");
    assertFailure(put("/s3/nothing/zarr.json", GROUP), 404, "NoSuchBucket");
    assertFailure(put("/s3/sea", new byte[0]), 409, "BucketAlreadyOwnedByYou");
    assertFailure(put("/s3/nothing", new byte[0]), 501, "NotImplemented");
    assertFailure(send("DELETE", "/s3/sea", new byte[0]), 405, "MethodNotAllowed");
  }

  @Test
  void documentOfTheCollectionKeepsWhatTheServerSaysInIt() throws IOException {
    String shown = api.get(SEA + "/zarr.json").expect(200).text();
    assertThat(shown).contains("\"a\": 1").doesNotContain("hypertile");
    assertThat(texts("Size", list("sea", "prefix=zarr.json")))
        .containsExactly(String.valueOf(shown.length()));
    assertThat(api.head(SEA + "/zarr.json").expect(200).header("Content-Length"))
        .isEqualTo(String.valueOf(shown.length()));
    put(SEA + "/zarr.json", GROUP.replace("\"a\": 1", "\"b\": 2, \"hypertile\": {\"kind\": \"x\"}"))
        .expect(200);
    assertThat(api.get("/s3/sea/zarr.json").expect(200).text())
        .contains("\"b\": 2")
        .doesNotContain("hypertile");
    api.get(COLLECTIONS + "/sea").expect(200);
    send("DELETE", SEA + "/zarr.json", new byte[0]).expect(204);
    assertThat(api.get(SEA + "/zarr.json").expect(200).text()).doesNotContain("\"b\"");
    api.get(COLLECTIONS + "/sea").expect(200);
    assertFailure(put(SEA + "/zarr.json", ARRAY), 400, "InvalidRequest");
    assertFailure(put(ALL + "/land/zarr.json", ARRAY), 400, "InvalidRequest");
    assertFailure(put(ALL + "/land/zarr.json", "{}"), 400, "InvalidRequest");
    api.get(COLLECTIONS + "/land").expect(404);
  }

  @Test
  void objectsAreReadWholeInPartAndUnderConditions() throws IOException {
    put(SEA + "/x", "0123456789").expect(200);
    Answer whole = api.get(SEA + "/x").expect(200);
    String etag = whole.header("ETag");
    assertThat(whole.header("Accept-Ranges")).isEqualTo("bytes");
    // A date of HTTP has two digits for its day (RFC 9110, 5.6.7).
    Instant early = Instant.parse("2024-05-03T04:05:06Z");
    Files.setLastModifiedTime(root.resolve("zarr/sea/x"), FileTime.from(early));
    Answer again = api.get(SEA + "/x").expect(200);
    assertThat(again.header("Last-Modified")).isEqualTo("Fri, 03 May 2024 04:05:06 GMT");
    etag = again.header("ETag");
    for (String[] range :
        List.of(
            new String[] {"bytes=2-4", "234", "bytes 2-4/10"},
            new String[] {"bytes=7-", "789", "bytes 7-9/10"},
            new String[] {"bytes=-3", "789", "bytes 7-9/10"},
            new String[] {"bytes=-30", "0123456789", "bytes 0-9/10"},
            new String[] {"bytes=8-30", "89", "bytes 8-9/10"})) {
      Answer part = api.get(SEA + "/x", "Range", range[0]).expect(206);
      assertThat(part.text()).isEqualTo(range[1]);
      assertThat(part.header("Content-Range")).isEqualTo(range[2]);
    }
    assertFailure(api.get(SEA + "/x", "Range", "bytes=10-"), 416, "InvalidRange");
    api.get(SEA + "/x", "If-None-Match", etag).expect(304);
    api.get(SEA + "/x", "If-None-Match", "\"other\"").expect(200);
    assertFailure(api.get(SEA + "/x", "If-Match", "\"other\""), 412, "PreconditionFailed");
    put(SEA + "/empty", "").expect(200);
    assertThat(api.get(SEA + "/empty").expect(200).response().body()).isEmpty();
    assertFailure(api.get(SEA + "/empty", "Range", "bytes=0-"), 416, "InvalidRange");
    assertFailure(api.get(SEA + "/absent"), 404, "NoSuchKey");
    assertFailure(api.get(SEA + "/x/y"), 404, "NoSuchKey");
    assertFailure(api.get(SEA + "/x/"), 404, "NoSuchKey");
    api.head(SEA + "/absent").expect(404);
  }

  @Test
  void objectsArePutUnderConditions() throws IOException {
    String etag = put(SEA + "/x", "1", "If-None-Match", "*").expect(200).header("ETag");
    assertFailure(put(SEA + "/x", "2", "If-None-Match", "*"), 412, "PreconditionFailed");
    assertFailure(put(SEA + "/x", "2", "If-Match", "\"other\""), 412, "PreconditionFailed");
    assertFailure(put(SEA + "/y", "2", "If-Match", etag), 404, "NoSuchKey");
    assertFailure(put(SEA + "/y", "2", "If-None-Match", etag), 501, "NotImplemented");
    assertThat(api.get(SEA + "/x").text()).isEqualTo("1");
    String next = put(SEA + "/x", "3", "If-Match", etag).expect(200).header("ETag");
    assertThat(next).isNotEqualTo(etag).isEqualTo(api.head(SEA + "/x").header("ETag"));
    assertFailure(put(SEA + "/x", "4", "If-Match", etag), 412, "PreconditionFailed");
    assertFailure(put(SEA + "/zarr.json", GROUP, "If-None-Match", "*"), 412, "PreconditionFailed");
  }

  @Test
  void oneOfManyWritersCreatesAnObjectAndNoneIsLost() throws Exception {
    put(SEA + "/ship/v/zarr.json", ARRAY).expect(200);
    List<Callable<Integer>> calls = new ArrayList<>();
    for (int n = 0; n < 8; n++) {
      int number = n;
      calls.add(() -> {
        for (int turn = 0; turn < 5; turn++) {
          put(SEA + "/ship/v/w" + number + "/" + turn, "w").expect(200);
          put(SEA + "/other" + number + "-" + turn, "w").expect(200);
        }
        return put(SEA + "/ship/v/c/0", "x" + number, "If-None-Match", "*").status();
      });
    }
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<Integer> each : threads.invokeAll(calls)) {
        statuses.add(each.get());
      }
    }
    assertThat(statuses).containsOnlyOnce(200);
    assertThat(statuses.stream().filter(status -> status == 412)).hasSize(7);
    assertThat(texts("Key", list("sea", "prefix=ship/v/w"))).hasSize(40);
    assertThat(texts("Key", list("sea", "prefix=other"))).hasSize(40);
  }

  @Test
  void listsGoByPrefixFolderAndPage() throws IOException {
    Random random = TestSeed.random();
    TreeMap<String, String> model = new TreeMap<>();
    for (int n = 0; n < 60; n++) {
      String key = "k%d/%s%d".formatted(random.nextInt(4), random.nextBoolean() ? "a/" : "b", n);
      put(SEA + "/" + key, "" + n).expect(200);
      model.put(key, "" + n);
    }
    for (String prefix :
        List.of("", "k", "k1", "k1/", "k1/a", "k1/a/", "k1/b", "none", "k1//", "../")) {
      List<String> keys = model.keySet().stream().filter(key -> key.startsWith(prefix)).toList();
      List<String> paged = new ArrayList<>();
      String token = "";
      do {
        String page = list("sea", "max-keys=7&prefix=" + prefix + token);
        assertThat(texts("KeyCount", page))
            .singleElement()
            .satisfies(count -> assertThat(Integer.parseInt(count)).isLessThanOrEqualTo(7));
        paged.addAll(texts("Key", page));
        token =
            texts("NextContinuationToken", page).stream()
                .findFirst()
                .map(next -> "&continuation-token=" + next)
                .orElse("");
      } while (!token.isEmpty());
      paged.remove("zarr.json");
      assertThat(paged).as(prefix).isEqualTo(keys);
      String level = list("zcollections", "delimiter=%2F&prefix=sea/" + prefix);
      List<String> folders =
          keys.stream()
              .filter(key -> key.indexOf('/', prefix.length()) >= 0)
              .map(key -> "sea/" + key.substring(0, key.indexOf('/', prefix.length()) + 1))
              .distinct()
              .toList();
      assertThat(texts("Prefix", level).subList(1, texts("Prefix", level).size()))
          .as(prefix)
          .isEqualTo(folders);
    }
    String later = list("sea", "start-after=k2/a/&prefix=k");
    assertThat(texts("Key", later))
        .isEqualTo(model.keySet().stream().filter(key -> key.compareTo("k2/a/") > 0).toList());
    assertThat(texts("KeyCount", list("sea", "max-keys=0"))).containsExactly("0");
    put(ALL + "/land/zarr.json", GROUP).expect(200);
    assertThat(texts("Prefix", list("zcollections", "delimiter=/"))).contains("land/", "sea/");
    String first = list("zcollections", "max-keys=1");
    assertThat(texts("Key", first)).containsExactly("land/zarr.json");
    String rest =
        list(
            "zcollections",
            "continuation-token=" + texts("NextContinuationToken", first).getFirst());
    assertThat(texts("Key", rest)).hasSize(61).allMatch(key -> key.startsWith("sea/"));
    put(SEA + "/%C3%A9&%3Cx", "1").expect(200);
    assertThat(texts("Key", list("sea", "prefix=%C3%A9"))).containsExactly("é&amp;&lt;x");
    assertThat(texts("Key", list("sea", "encoding-type=url&prefix=%C3%A9")))
        .containsExactly("%C3%A9%26%3Cx");
  }

  @Test
  void objectsAreDeletedTogether() throws IOException {
    for (String key : List.of("g/zarr.json", "g/v/zarr.json")) {
      put(SEA + "/" + key, key.equals("g/zarr.json") ? GROUP : ARRAY).expect(200);
    }
    put(SEA + "/g/v/c/0", ONE_TWO).expect(200);
    put(SEA + "/g/v/c/1", ONE_TWO).expect(200);
    String document =
        "<Delete><Object><Key>sea/g/v/c/0</Key></Object><Object><Key>sea/g/v/zarr.json</Key></Object>"
            + "<Object><Key>sea/absent</Key></Object><Object><Key>sea/g/v/c/1</Key></Object>"
            + "<Object><Key>nothing/x</Key></Object></Delete>";
    String answer =
        send("POST", ALL + "?delete", document.getBytes(StandardCharsets.UTF_8)).expect(200).text();
    assertThat(answer)
        .contains("<Deleted><Key>sea/g/v/c/0</Key></Deleted>")
        .doesNotContain("Error");
    assertThat(texts("Key", list("sea", ""))).containsExactly("g/zarr.json", "zarr.json");
    try (Stream<Path> left = Files.list(root.resolve("zarr/sea/g"))) {
      assertThat(left.map(path -> path.getFileName().toString())).containsExactly("zarr.json");
    }
    assertThat(
            send(
                    "POST",
                    "/s3/sea?delete",
                    "<Delete><Quiet>true</Quiet><Object><Key>g/zarr.json</Key></Object></Delete>"
                        .getBytes(StandardCharsets.UTF_8))
                .expect(200)
                .text())
        .doesNotContain("Deleted>");
    assertFailure(send("POST", "/s3/sea?delete", "<Delete".getBytes()), 400, "MalformedXML");
    assertFailure(
        send(
            "POST",
            "/s3/sea?delete",
            "<!DOCTYPE d [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><Delete><Object><Key>&e;</Key></Object></Delete>"
                .getBytes()),
        400,
        "MalformedXML");
  }

  @Test
  void objectsComeInParts() throws IOException {
    String id =
        texts("UploadId", send("POST", SEA + "/x?uploads", new byte[0]).expect(200).text())
            .getFirst();
    String at = SEA + "/x?uploadId=" + id;
    byte[] large = new byte[300_000];
    Arrays.fill(large, (byte) 'l');
    String second = put(at + "&partNumber=2", large).expect(200).header("ETag");
    String first = put(at + "&partNumber=1", "begin").expect(200).header("ETag");
    api.get(SEA + "/x").expect(404);
    String part = "<Part><PartNumber>%d</PartNumber><ETag>%s</ETag></Part>";
    String wrong =
        "<CompleteMultipartUpload>" + part.formatted(1, "x") + "</CompleteMultipartUpload>";
    assertFailure(send("POST", at, wrong.getBytes()), 400, "InvalidPart");
    assertFailure(put(SEA + "/y?partNumber=1&uploadId=" + id, "a"), 404, "NoSuchUpload");
    assertFailure(put(at + "&partNumber=0", "a"), 400, "InvalidArgument");
    assertFailure(put(at + "&partNumber=10001", "a"), 400, "InvalidArgument");
    String list =
        "<CompleteMultipartUpload>"
            + part.formatted(1, first.replace("\"", "&quot;"))
            + part.formatted(2, second)
            + "</CompleteMultipartUpload>";
    Answer made = send("POST", at, list.getBytes()).expect(200);
    assertThat(made.text()).contains("<CompleteMultipartUploadResult").contains("<Key>sea/x</Key>");
    byte[] whole = api.get(SEA + "/x").expect(200).response().body();
    assertThat(whole).hasSize(300_005).startsWith("begin".getBytes()).endsWith('l', 'l');
    assertFailure(send("POST", at, list.getBytes()), 404, "NoSuchUpload");

    String given =
        texts("UploadId", send("POST", SEA + "/y?uploads", new byte[0]).text()).getFirst();
    put(SEA + "/y?partNumber=1&uploadId=" + given, large).expect(200);
    assertThat(waiting()).isPositive();
    send("DELETE", SEA + "/y?uploadId=" + given, new byte[0]).expect(204);
    assertThat(waiting()).isZero();
    assertFailure(send("DELETE", SEA + "/y?uploadId=" + given, new byte[0]), 404, "NoSuchUpload");
  }

  /** Files of bodies that wait. */
  private long waiting() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(".s3")).count();
    }
  }

  @Test
  void framedBodiesAreTakenOutOfTheirFrame() throws IOException {
    String framed =
        "4;chunk-signature=0\r\n1234\r\n5;chunk-signature=0\r\n56789\r\n0;chunk-signature=0\r\n"
            + "x-amz-checksum-crc32:%s\r\n\r\n";
    String[] headers = {
      "Content-Encoding", "aws-chunked",
      "x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
      "x-amz-decoded-content-length", "9",
      "x-amz-trailer", "x-amz-checksum-crc32"
    };
    put(SEA + "/x", framed.formatted("y/Q5Jg=="), headers).expect(200);
    assertThat(api.get(SEA + "/x").text()).isEqualTo("123456789");
    assertFailure(put(SEA + "/y", framed.formatted("AAAAAA=="), headers), 400, "BadDigest");
    assertFailure(put(SEA + "/y", "4\r\n1234\r\n0\r\n\r\n", headers), 400, "IncompleteBody");
    assertFailure(put(SEA + "/y", "4\r\n12", headers), 400, "IncompleteBody");
    assertFailure(put(SEA + "/y", "zz\r\n12", headers), 400, "InvalidRequest");
    assertFailure(put(SEA + "/y", "1", "Content-MD5", "AAAA"), 400, "BadDigest");
    assertFailure(put(SEA + "/y", "1", "x-amz-content-sha256", "0".repeat(64)), 400, "BadDigest");
    assertFailure(api.get(SEA + "/y"), 404, "NoSuchKey");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/s3/sea/../land/zarr.json|400|InvalidRequest",
        "/s3/sea/%2e%2e/land/zarr.json|400|InvalidRequest",
        "/s3/sea/a%2F..%2F..%2Fland/zarr.json|400|InvalidArgument",
        "/s3/zcollections/sea%2Fx/zarr.json|400|InvalidArgument",
        "/s3/sea/a%5Cb|400|InvalidArgument",
        "/s3/sea/a%00b|400|InvalidRequest",
        "/s3/sea/a%0Ab|400|InvalidArgument",
        "/s3/sea//a|400|InvalidArgument",
        "/s3/sea/a//b|400|InvalidArgument",
        "/s3/sea/a/|400|InvalidArgument",
        "/s3/sea/a%ff|400|InvalidRequest",
        "/s3/sea/.hypertile/x|403|AccessDenied",
        "/s3/sea/a/.hypertile-y|403|AccessDenied",
        "/s3/sea/a/.zarray|400|InvalidRequest",
        "/s3/zcollections/x|400|InvalidRequest",
        "/s3/zcollections/.collections/zarr.json|400|InvalidArgument",
        "/s3/.collections/sea/ids|404|NoSuchBucket"
      })
  void keysThatLeadElsewhereAreRefused(String path, int status, String code) throws IOException {
    List<String> before = files();
    String request =
        "PUT %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(path, GROUP.length(), GROUP);
    String answer = api.raw(request);
    assertThat(answer).startsWith("HTTP/1.1 " + status).contains("<Code>" + code + "</Code>");
    assertThat(files()).isEqualTo(before);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(root.resolve("zarr"))) {
      return files.map(Path::toString).sorted().toList();
    }
  }

  @Test
  void whatIsTooLongOrTooLargeIsRefused() throws IOException {
    assertFailure(put(SEA + "/" + "a".repeat(256), "1"), 400, "KeyTooLongError");
    assertFailure(put(SEA + "/" + "a/".repeat(520) + "b", "1"), 400, "KeyTooLongError");
    put(SEA + "/" + "a".repeat(255), "1").expect(200);
    assertFailure(put(SEA + "/x", new byte[1_100_000]), 400, "EntityTooLarge");
    assertFailure(put(SEA + "/x/zarr.json", " ".repeat(70_000)), 400, "EntityTooLarge");
    HttpRequest.Builder streamed =
        api.request(SEA + "/x")
            .PUT(
                HttpRequest.BodyPublishers.fromPublisher(
                    HttpRequest.BodyPublishers.ofByteArray(new byte[1_100_000])));
    assertFailure(api.send(streamed), 400, "EntityTooLarge");
    put(SEA + "/x", new byte[1_000_000]).expect(200);
    assertThat(waiting()).isZero();
    put(SEA + "/y", "1").expect(200);
    Answer below = put(SEA + "/y/z", "1");
    assertThat(below.status()).as(below::text).isBetween(400, 503);
    assertThat(api.get(SEA + "/y").expect(200).text()).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "abc",
        "{}",
        "[]",
        "{\"zarr_format\": 3, \"node_type\": \"array\"}",
        "{\"zarr_format\": 3, \"node_type\": \"group\", \"zarr_format\": 3}",
        "\u0000"
      })
  void documentsThatAreNoneOfZarrAreRefused(String document) throws IOException {
    assertFailure(put(SEA + "/g/zarr.json", document), 400, "InvalidRequest");
    assertFailure(api.get(SEA + "/g/zarr.json"), 404, "NoSuchKey");
    assertFailure(put(SEA + "/g/v/zarr.json", ARRAY.replace("[4]", "[-4]")), 400, "InvalidRequest");
  }

  @Test
  void whatIsOnlyReadIsNotChanged() throws IOException {
    api.json(
            "POST",
            COLLECTIONS,
            "{\"name\": \"plain\", \"kind\": \"array\", \"storage\": \"zarr\", \"dtype\": \"int8\","
                + " \"dimensions\": [{\"name\": \"x\", \"size\": 4}], \"attributes\":"
                + " [{\"name\": \"n\", \"dtype\": \"int\", \"primary\": true}]}")
        .expect(201);
    api.json("POST", COLLECTIONS + "/plain/arrays", "{\"primary_attributes\": {\"n\": 1}}")
        .expect(201);
    api.json("PUT", COLLECTIONS + "/plain/arrays/~1/subset", "[1, 2, 3, 4]").expect(204);
    assertThat(texts("Key", list("plain", "")))
        .containsExactly("zarr.json", "~1/c/0", "~1/zarr.json");
    api.get("/s3/plain/~1/c/0").expect(200);
    assertFailure(put("/s3/plain/~1/c/0", "1234"), 403, "AccessDenied");
    assertFailure(send("DELETE", "/s3/plain/~1/c/0", new byte[0]), 403, "AccessDenied");
    assertThat(
            send(
                    "POST",
                    "/s3/plain?delete",
                    "<Delete><Object><Key>~1/c/0</Key></Object></Delete>".getBytes())
                .expect(200)
                .text())
        .contains("<Error><Key>~1/c/0</Key><Code>AccessDenied</Code>");

    api.json("POST", COLLECTIONS, "{\"name\": \"seg\", \"kind\": \"dataset\"}").expect(201);
    api.json(
            "POST",
            COLLECTIONS + "/seg/datasets",
            "{\"name\": \"ship\", \"arrays\": [{\"name\": \"v\", \"dtype\": \"int32\","
                + " \"dimensions\": [\"x\"], \"shape\": [2]}]}")
        .expect(201);
    api.get("/s3/seg/ship/v/zarr.json").expect(200);
    assertThat(api.get("/s3/seg/zarr.json").expect(200).text()).contains("group");
    assertThat(texts("Key", list("seg", ""))).contains("ship/v/zarr.json", "ship/zarr.json");
    assertFailure(put("/s3/seg/ship/v/c/0", ONE_TWO), 403, "AccessDenied");

    api.json(
            "POST",
            COLLECTIONS,
            "{\"name\": \"hdf5\", \"kind\": \"array\", \"dtype\": \"int8\","
                + " \"dimensions\": [{\"name\": \"x\", \"size\": 4}]}")
        .expect(201);
    assertFailure(api.get("/s3/hdf5/zarr.json"), 404, "NoSuchBucket");
    assertFailure(put(ALL + "/hdf5/zarr.json", GROUP), 403, "AccessDenied");
  }

  @ParameterizedTest
  @ValueSource(strings = {"acl", "tagging", "policy", "versions", "torrent", "uploads"})
  void otherOperationsAreNotServed(String parameter) throws IOException {
    assertFailure(api.get("/s3/sea?" + parameter), 501, "NotImplemented");
  }

  @Test
  void copiesAreNotServed() throws IOException {
    assertFailure(put(SEA + "/y", "", "x-amz-copy-source", "sea/x"), 501, "NotImplemented");
    assertFailure(send("POST", SEA + "/y", new byte[0]), 501, "NotImplemented");
    assertFailure(api.get("/s3/sea"), 501, "NotImplemented");
  }
}
