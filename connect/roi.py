"""Prints the ROI of every channel as it is published. pip install 'confluent-kafka[avro]'"""

import os

from confluent_kafka import DeserializingConsumer
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer
from confluent_kafka.serialization import StringDeserializer

registry = SchemaRegistryClient({"url": os.environ.get("REGISTRY", "http://registry:8081")})
consumer = DeserializingConsumer({
    "bootstrap.servers": os.environ.get("BROKERS", "broker:9092"),
    "group.id": "bi",
    "auto.offset.reset": "earliest",
    "isolation.level": "read_committed",
    "key.deserializer": StringDeserializer(),
    "value.deserializer": AvroDeserializer(registry),
})
consumer.subscribe(["mmm.roi"])
try:
    while True:
        row = consumer.poll(1.0)
        if row is None:
            continue
        roi = row.value()
        if roi is None:
            print(row.key(), "is gone", flush=True)
        else:
            print(row.key(), roi["modelVersion"], roi["roi"], roi["roiLower"], roi["roiUpper"], flush=True)
except KeyboardInterrupt:
    pass
finally:
    consumer.close()
