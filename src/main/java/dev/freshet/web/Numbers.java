package dev.freshet.web;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Collection;

/**
 * A series of numbers, some perhaps unknown. Arrays are copied in and out; in JSON it is an array
 * with null for what is not finite.
 */
public final class Numbers {
  /** No numbers. */
  public static final Numbers NONE = new Numbers(new double[0]);

  private final double[] values;

  private Numbers(double[] values) {
    this.values = values;
  }

  /** The numbers of an array; NaN where unknown. */
  public static Numbers of(double... values) {
    return new Numbers(values.clone());
  }

  /** The numbers of a collection; null where unknown. */
  @JsonCreator
  public static Numbers of(Collection<Double> values) {
    return new Numbers(
        values.stream().mapToDouble(value -> value == null ? Double.NaN : value).toArray());
  }

  public int size() {
    return values.length;
  }

  /** The number at a position; NaN where unknown. */
  public double get(int index) {
    return values[index];
  }

  @JsonValue
  public double[] toArray() {
    return values.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Numbers that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return Arrays.toString(values);
  }
}
