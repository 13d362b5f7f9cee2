package io.hypertile.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses, parameters, documents, frames and sums of the protocol. */
class ProtocolTest {
  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void assertRefused(S3Code code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(S3Failure.class, e -> assertThat(e.s3Code()).isEqualTo(code));
  }

  /** Check values of the catalogue of parametrised CRC algorithms, and digests of RFC texts. */
  @ParameterizedTest
  @CsvSource({
    "CRC32, cbf43926",
    "CRC32C, e3069283",
    "CRC64NVME, ae8b14860a799888",
    "SHA1, f7c3bc1d808e04732adf679965ccc34ca7ae3441",
    "SHA256, 15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
    "MD5, 25f9e794323b453885f5181f1b624d0b"
  })
  void sumsAreThoseOfTheirCatalogue(Checksum checksum, String expected) {
    Checksum.Sum sum = checksum.begin();
    byte[] bytes = ascii("x123456789y");
    sum.add(bytes, 1, 4);
    sum.add(bytes, 5, 5);
    assertThat(sum.value()).asHexString().isEqualToIgnoringCase(expected);
    assertThat(Checksum.ofHeader(checksum.header().toUpperCase())).contains(checksum);
  }

  @Test
  void framesAreTakenOffAndTrailersAreTold() throws IOException {
    Map<String, String> trailers = new LinkedHashMap<>();
    String framed =
        "4;chunk-signature=abc\r\nWiki\r\nA\r\npedia in\r\n\r\n0\r\n"
            + "x-amz-checksum-crc32: AAAA\r\nx-amz-trailer-signature:f\r\n\r\n";
    ChunkedInput in = new ChunkedInput(new ByteArrayInputStream(ascii(framed)), trailers::put);
    assertThat(in.readAllBytes()).isEqualTo(ascii("Wikipedia in\r\n"));
    assertThat(trailers)
        .containsExactly(
            Map.entry("x-amz-checksum-crc32", "AAAA"), Map.entry("x-amz-trailer-signature", "f"));
    ChunkedInput none =
        new ChunkedInput(new ByteArrayInputStream(ascii("0\r\n\r\n")), trailers::put);
    assertThat(none.read()).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "4\r\nWik",
        "4\r\nWikiX\r\n0\r\n\r\n",
        "x\r\n",
        "-4\r\nWiki\r\n",
        ";\r\n",
        "10000000000000000\r\n",
        "4\r\nWiki\r\n0\r\nno colon\r\n\r\n",
        "\r\n0\r\n",
        "4\r\nWiki\r\n"
      })
  void framesThatAreNoneAreRefused(String framed) {
    ChunkedInput in =
        new ChunkedInput(new ByteArrayInputStream(ascii(framed)), (name, value) -> {});
    assertThatThrownBy(in::readAllBytes).isInstanceOf(S3Failure.class);
  }

  @Test
  void sumsThatDifferOrDoNotComeAreRefused() throws IOException {
    byte[] bytes = ascii("123456789");
    String crc = Base64.getEncoder().encodeToString(HexFormat.of().parseHex("cbf43926"));
    SummedInput right = new SummedInput(new ByteArrayInputStream(bytes));
    right.announce(Checksum.CRC32);
    right.readAllBytes();
    right.expect(Checksum.CRC32, crc);
    right.verify();
    for (String wrong : List.of("AAAAAA==", "", "not base64")) {
      SummedInput in = new SummedInput(new ByteArrayInputStream(bytes));
      in.expect(Checksum.CRC32, wrong);
      in.readAllBytes();
      assertRefused(S3Code.BAD_DIGEST, in::verify);
    }
    SummedInput announced = new SummedInput(new ByteArrayInputStream(bytes));
    announced.announce(Checksum.CRC32C);
    announced.readAllBytes();
    assertRefused(S3Code.BAD_DIGEST, announced::verify);
  }

  @Test
  void addressesAreReadSegmentBySegment() {
    assertThat(ObjectAddress.parse("")).isEqualTo(new ObjectAddress("", ""));
    assertThat(ObjectAddress.parse("/")).isEqualTo(new ObjectAddress("", ""));
    assertThat(ObjectAddress.parse("/b")).isEqualTo(new ObjectAddress("b", ""));
    assertThat(ObjectAddress.parse("/b/")).isEqualTo(new ObjectAddress("b", ""));
    assertThat(ObjectAddress.parse("/b/year%3D2024/c/0%2e0+"))
        .isEqualTo(new ObjectAddress("b", "year=2024/c/0.0+"));
    assertThat(ObjectAddress.parse("/b//a/").key()).isEqualTo("/a/");
    assertRefused(S3Code.INVALID_ARGUMENT, () -> ObjectAddress.parse("/b/a%2fb"));
    assertRefused(S3Code.INVALID_ARGUMENT, () -> ObjectAddress.parse("/b%2Fc/a"));
    assertRefused(S3Code.INVALID_ARGUMENT, () -> ObjectAddress.parse("/b/a%5Cb"));
    assertRefused(S3Code.INVALID_ARGUMENT, () -> ObjectAddress.parse("/b/a%00"));
    assertRefused(S3Code.INVALID_ARGUMENT, () -> ObjectAddress.parse("/b/a%0A"));
    assertRefused(S3Code.KEY_TOO_LONG, () -> ObjectAddress.parse("/b/" + "é".repeat(513)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE d [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><Delete><Object><Key>&e;</Key></Object></Delete>",
        "<!DOCTYPE d [<!ENTITY e \"x\">]><Delete><Object><Key>&e;</Key></Object></Delete>",
        "<!DOCTYPE d SYSTEM \"http://127.0.0.1:1/d\"><Delete><Object><Key>a</Key></Object></Delete>",
        "<Delete><Object><Key>&unknown;</Key></Object></Delete>",
        "<Delete><Object><Key>a</Key></Object>",
        "<Deleted><Object><Key>a</Key></Object></Deleted>",
        "<Delete><Object><Key><a><b/></a></Key></Object></Delete>",
        "<Delete/>",
        "<Delete><Object/></Delete>",
        "{}",
        ""
      })
  void documentsThatAreNoneOrDeclareEntitiesAreRefused(String document) {
    assertRefused(S3Code.MALFORMED_XML, () -> DeleteRequest.parse(ascii(document)));
  }

  @Test
  void documentsNameObjectsAndParts() {
    DeleteRequest asked =
        DeleteRequest.parse(
            ascii(
                "<?xml version=\"1.0\"?><Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                    + "<Object><Key>a&amp;b</Key><VersionId>v</VersionId></Object>"
                    + "<Object><Key>c<![CDATA[<]]>d</Key></Object><Quiet>true</Quiet></Delete>"));
    assertThat(asked).isEqualTo(new DeleteRequest(List.of("a&b", "c<d"), true));
    String part = "<Part><PartNumber>%s</PartNumber><ETag>\"e%s\"</ETag></Part>";
    String root = "<CompleteMultipartUpload>%s</CompleteMultipartUpload>";
    assertThat(PartList.parse(ascii(root.formatted(part.formatted(1, 1) + part.formatted(7, 7)))))
        .isEqualTo(new PartList(List.of(new PartList.Named(1, "e1"), new PartList.Named(7, "e7"))));
    for (String numbers : List.of("0", "10001", "x", "")) {
      String document = root.formatted(part.formatted(numbers, 1));
      assertRefused(S3Code.INVALID_PART, () -> PartList.parse(ascii(document)));
    }
    String falling = root.formatted(part.formatted(2, 1) + part.formatted(2, 1));
    assertRefused(S3Code.INVALID_PART, () -> PartList.parse(ascii(falling)));
    assertRefused(S3Code.MALFORMED_XML, () -> PartList.parse(ascii(root.formatted(""))));
    String many = "<Object><Key>k</Key></Object>".repeat(1_001);
    assertRefused(
        S3Code.MALFORMED_XML, () -> DeleteRequest.parse(ascii("<Delete>" + many + "</Delete>")));
  }

  @Test
  void listsAreAskedForWithParameters() {
    ListRequest asked =
        ListRequest.parse(
            S3Query.parse(
                "list-type=2&prefix=a%2Fb+c&delimiter=%2F&max-keys=5000&encoding-type=url"
                    + "&start-after=a&continuation-token="
                    + ListRequest.closed("märk")));
    assertThat(asked.prefix()).isEqualTo("a/b c");
    assertThat(asked.isByFolder()).isTrue();
    assertThat(asked.most()).isEqualTo(1_000);
    assertThat(asked.token()).contains("märk");
    for (String query :
        List.of(
            "list-type=2&max-keys=-1",
            "list-type=2&max-keys=x",
            "list-type=2&continuation-token=*",
            "list-type=2&encoding-type=xml")) {
      assertRefused(S3Code.INVALID_ARGUMENT, () -> ListRequest.parse(S3Query.parse(query)));
    }
    assertRefused(
        S3Code.NOT_IMPLEMENTED, () -> ListRequest.parse(S3Query.parse("list-type=2&delimiter=.")));
    assertRefused(S3Code.NOT_IMPLEMENTED, () -> ListRequest.parse(S3Query.parse("prefix=a")));
  }

  @Test
  void textsInDocumentsAreEscaped() {
    String text =
        new String(
            XmlAnswer.failure(S3Code.NO_SUCH_KEY, "a<b>&\"\u0001\uFFFE", "/s3/ä", "r"),
            StandardCharsets.UTF_8);
    assertThat(text)
        .endsWith(
            "<Error><Code>NoSuchKey</Code><Message>a&lt;b&gt;&amp;&quot;??</Message>"
                + "<Resource>/s3/ä</Resource><RequestId>r</RequestId></Error>");
  }
}
