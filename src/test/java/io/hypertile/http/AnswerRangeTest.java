package io.hypertile.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerRangeTest {
  @ParameterizedTest
  @CsvSource({
    "bytes=0-0,0,1",
    "bytes=0-99,0,100",
    "bytes=0-100,0,100",
    "bytes=10-,10,100",
    "bytes=99-,99,100",
    "bytes=-1,99,100",
    "bytes=-100,0,100",
    "bytes=-500,0,100",
    "'bytes= 5-6',5,7",
    "Bytes=5-6,5,7",
    "'bytes=5-6,',5,7",
    "bytes=0-99999999999999999999999,0,100",
    "bytes=-99999999999999999999999,0,100",
    "bytes=0000000000000000000000001-2,1,3"
  })
  void parseGivesTheBytes(String header, long start, long stop) {
    assertThat(AnswerRange.parse(header, 100)).isEqualTo(Optional.of(new AnswerRange(start, stop)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=5-4",
        "bytes=1-2,4-5",
        "rows=1-2",
        "bytes=1",
        "bytes=--1",
        "bytes=1--2",
        "bytes=+1-2",
        "bytes=1 -2",
        "bytes=0x1-2"
      })
  void parseWhenNotASingleRangeMeansAll(String header) {
    assertThat(AnswerRange.parse(header, 100)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=100-", "bytes=100-200", "bytes=99999999999999999999-", "bytes=-0"})
  void parseWhenThereIsNoSuchByteIsUnsatisfiable(String header) {
    assertThat(AnswerRange.parse(header, 100).orElseThrow().isUnsatisfiable()).isTrue();
  }
}
