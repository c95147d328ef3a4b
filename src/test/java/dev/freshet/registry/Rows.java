package dev.freshet.registry;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** The small schemas and records of these tests. */
final class Rows {
  static final Schema V1 =
      parse("{'name':'channel','type':'string'},{'name':'roi','type':['null','double']}");
  static final Schema V2 =
      parse(
          "{'name':'channel','type':'string'},{'name':'roi','type':['null','double']},"
              + "{'name':'weeks','type':{'type':'array','items':'int'},'default':[]}");

  /** Cannot read V1: a new field without a default. */
  static final Schema BREAKING =
      parse("{'name':'channel','type':'string'},{'name':'horizon','type':'string'}");

  private Rows() {}

  static GenericRecord row(String channel, Double roi) {
    GenericRecord row = new GenericData.Record(V1);
    row.put("channel", channel);
    row.put("roi", roi);
    return row;
  }

  private static Schema parse(String fields) {
    String text =
        "{'type':'record','name':'Row','namespace':'dev.freshet.registry','fields':["
            + fields
            + "]}";
    return new Schema.Parser().parse(text.replace('\'', '"'));
  }
}
