package io.hypertile.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Arrays that are another one but for some of their answers. */
class DerivedArrayTest {
  private static final Set<String> CHANGES = Set.of("write", "clear");

  @Test
  void everythingButChangesIsPassedOn() throws NoSuchMethodException {
    for (Method method : CellArray.class.getDeclaredMethods()) {
      boolean isPassedOn = !CHANGES.contains(method.getName());
      if (Modifier.isPublic(method.getModifiers()) && !method.isSynthetic()) {
        Method own = DerivedArray.class.getMethod(method.getName(), method.getParameterTypes());
        assertThat(own.getDeclaringClass())
            .as(method.toString())
            .isEqualTo(isPassedOn ? DerivedArray.class : CellArray.class);
      }
    }
  }
}
