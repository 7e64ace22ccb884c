"""年度数据的生成: yearly editions made out of the register, kept, compared, handed out."""
