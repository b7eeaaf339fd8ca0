# 터미널에서 petpro 가 쓰는 문구.
