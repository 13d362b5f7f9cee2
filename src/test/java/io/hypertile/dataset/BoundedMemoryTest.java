package io.hypertile.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BoundedMemoryTest {
  private final BoundedMemory<String, Integer> memory = new BoundedMemory<>(30);

  @Test
  void bytesAreBoundedAndThoseUsedLongestAgoGoFirst() {
    memory.keep("a", 1, 10);
    memory.keep("b", 2, 10);
    memory.keep("c", 3, 10);
    assertThat(memory.find("a")).isEqualTo(1);
    memory.keep("d", 4, 10);

    assertThat(memory.find("b")).isNull();
    assertThat(memory.find("a")).isEqualTo(1);
    assertThat(memory.bytes()).isEqualTo(30);
    memory.keep("e", 5, 31);
    assertThat(memory.find("e")).isNull();
    assertThat(memory.find("c")).isEqualTo(3);
    memory.keep("e", 5, 30);
    assertThat(memory.find("c")).isNull();
    assertThat(memory.find("e")).isEqualTo(5);
  }

  @Test
  void aValueInPlaceOfAnotherCountsAlone() {
    memory.keep("a", 1, 20);
    memory.keep("b", 2, 10);
    memory.keep("a", 3, 5);
    assertThat(memory.bytes()).isEqualTo(15);
    assertThat(memory.find("a")).isEqualTo(3);
    assertThat(memory.find("b")).isEqualTo(2);
  }

  @Test
  void forgottenValuesTakeNoRoom() {
    memory.keep("a", 1, 10);
    memory.keep("b", 2, 15);
    memory.forget("b"::equals);
    assertThat(memory.bytes()).isEqualTo(10);
    assertThat(memory.find("b")).isNull();
    assertThat(memory.find("a")).isEqualTo(1);
  }
}
