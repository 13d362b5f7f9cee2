/** Ages of states that requests are answered with. */
@org.jspecify.annotations.NullMarked
package io.hypertile.store.age;
