# 端末での petpro の文言。
