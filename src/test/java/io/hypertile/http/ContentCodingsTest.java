package io.hypertile.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;

class ContentCodingsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip|true",
        "GZIP|true",
        "x-gzip|true",
        "deflate, gzip;q=0.5|true",
        "gzip;q=0|false",
        "gzip;q=0.000|false",
        "gzip;q=0, *|false",
        "*|true",
        "*;q=0|false",
        "identity|false",
        "identity, gzip;q=0.5|false",
        "identity;q=0.5, gzip;q=0.5|true",
        "br, deflate|false",
        "gzip;q=x|true",
        "''|false",
        ";;,,;|false"
      })
  void acceptsGzipFollowsTheHeader(String header, boolean expected) {
    assertThat(ContentCodings.acceptsGzip(header)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "true,false,true,5000,true",
    "true,false,false,5000,false",
    "true,true,false,5000,true",
    "false,true,true,5000,false",
    "true,true,true,100,false"
  })
  void isGzipFollowsTheSettings(
      boolean text, boolean binary, boolean isText, long bytes, boolean expected) {
    MockHttpServletRequest request = new MockHttpServletRequest();
    ContentCodings codings = new ContentCodings(text, binary);
    assertThat(codings.isGzip(request, isText, bytes)).isFalse();
    request.addHeader("Accept-Encoding", "br");
    request.addHeader("Accept-Encoding", "gzip");
    assertThat(codings.isGzip(request, isText, bytes)).isEqualTo(expected);
  }
}
