"""识别与变动 identification: how a household comes in, changes and leaves; how villages and counties leave the list."""
