"""First names, the frequent ones first."""

from random import Random

from medisoft.growing.composing import composed

_KNOWN = """
    Olivia Noah Charlotte Oliver Isla Jack Amelia William Mia Henry Grace Leo Ava Thomas Chloe
    James Ruby Lachlan Matilda Ethan Emily Joshua Jessica Daniel Sarah Matthew Emma Michael
    Michelle David Rebecca Andrew Nicole Christopher Lauren Benjamin Hannah Samuel Sophie Alexander
    Georgia Luke Amy Peter Karen John Susan Robert Jennifer Mark Margaret Paul Helen Stephen Steven
    Elizabeth Ian Catherine Katherine Kathryn Anne Ann Anna Christine Kristine Kerry Kerrie Lisa
    Liza Julie Gary Garry Brian Bryan Geoffrey Jeffrey Alan Allan Allen Neil Neal Graeme Graham
    Philip Phillip Colin Craig Darren Adam Aaron Nathan Jonathan Jonathon Nicholas Nicolas Zoe Zara
    Ella Lucy Lily Evie Ivy Willow Harper Hudson Theodore Theo Archie Angus Cooper Charlie Mason
    Lucas Luca Lukas Levi Elijah Isaac Jacob Harrison Harry Max Oscar Hugo Felix Xavier Austin
    Jasper Harvey George Edward Arthur Fletcher Hamish Callum Cameron Connor Declan Aidan Aiden
    Jayden Dylan Ryan Rhys Tyler Patrick Sean Shaun Shane Kevin Timothy Anthony Tony Simon Scott
    Stuart Stewart Bruce Ross Wayne Trevor Keith Kenneth Ronald Donald Barry Rodney Warren Russell
    Raymond Roger Leslie Lesley Robyn Robin Lynette Sandra Pamela Judith Patricia Barbara Beverley
    Heather Janet Denise Debra Deborah Jacqueline Suzanne Wendy Diane Diana Leanne Joanne Joanna
    Sharon Tracey Tracy Kim Kylie Melissa Melanie Natalie Natasha Tamara Tanya Tania Samantha
    Stephanie Stefanie Vanessa Rachel Rachael Kate Katie Claire Clare Alison Allison Angela Amanda
    Belinda Bronwyn Caitlin Kaitlyn Danielle Eleanor Ellen Erin Fiona Gemma Jemma Holly Imogen Jade
    Jasmine Kelly Kirsten Kristen Laura Leah Madison Maria Marie Mary Megan Meghan Molly Naomi Nina
    Paige Penelope Phoebe Poppy Rosemary Rose Ruth Sally Sienna Siobhan Skye Stella Summer Tess
    Victoria Violet Yasmin Yvonne Abigail Ada Adele Aisha Alice Alicia Alyssa Annabelle April Aria
    Audrey Aurora Ayesha Beatrice Bella Bianca Bridget Priya Arjun Mei Wei Linh Minh Fatima Omar
    Aroha Tane Sofia Sophia Marco Elena Nikos Ingrid Lars Aoife Zeynep Emre Mohammed Mohamed
    Muhammad Ahmed Ali Hassan Hussein Ibrahim Yusuf Maryam Mariam Layla Leila Noor Amir Reza Farah
    Anh Thanh Huong Lan Mai Hoa Tuan Hung Dung Quang Duc Nam Phuong Ngoc Trang Ying Jing Xin Yan Li
    Jun Hao Ming Hui Lei Yuki Hana Kenji Haruto Sakura Ji-woo Min-jun Seo-yeon Rahul Rohan Rohit
    Amit Anil Sunil Sanjay Vijay Ravi Suresh Ramesh Rajesh Deepak Neha Pooja Anjali Kavita Sunita
    Lakshmi Divya Meera Aditi Ananya Aarav Vihaan Ishaan Harpreet Gurpreet Manpreet Jaspreet Simran
    Amrit Dimitri Dimitrios Georgios Konstantinos Yiannis Eleni Despina Katerina Giovanni Giuseppe
    Antonio Francesco Rosa Lucia Carla Giulia Matteo Pedro Carlos Diego Camila Valentina Mateo Ivan
    Dragan Milan Zoran Goran Jelena Milica Katarzyna Piotr Tomasz Agnieszka Anastasia Svetlana
    Dmitry Sergei Natalia Oksana Bogdan Ioana Klaus Heidi Jurgen Pieter Willem Bjorn Astrid Freya
    Mele Sione Tevita Losa Ana Ioane Mereana Wiremu Ngaire Moana Kwame Ama Chidi Ngozi Tendai Farai
    Thandi Abebe Selam
"""
_COMPOSED = [
    *composed(
        "Al An Ash Bel Bren Bri Cal Car Char Clar Cor Dan Dar Dav Don Dor El Er Ev Gab Gen Glen "
        "Jan Jas Jen Jo Jor Jul Kar Kat Kay Kel Kir Lar Lav Lin Lor Lou Mar Mel Mer Nad Nat Nor "
        "Rach Ray Ren Ros Row Sab Sam Sav Ser Shan Shar Sher Syl Tal Tam Tan Ter Tes Val Ver Viv "
        "Wil",
        "a an ana anne ella elle ena ene etta ia ian ice iel ina inda ine issa ita ley lee lene "
        "lia lyn na ora rie son ton",
    ),
    *composed(
        "Ram Har Gur Man Jas Kul Bal Par Sat Sukh Nar Dil",
        "deep preet inder jit want vir pal bir meet",
    ),
    *composed(
        "Anna- Anne- Ella- Emma- Grace- Jean- Lee- Mary- Rose- Sarah- Billie- Tommy-",
        "Anne Beth Belle Clare Ellen Grace Jane Jo Kate Lee Lou Louise Mae Maree Rose Sue",
    ),
    *composed(
        "Al Ber Ed Gil God Her Leo Mal Os Ray Ro Theo Wal Wil Win",
        "bert win ward mund fred ald vin land ric",
    ),
    *composed(
        "Jia Xiao Yu Zi Hao Jun Mei Li Wei Yi Ming Hui",
        "ming wei hua ling yan jie yu xin qi hao long feng",
    ),
    *composed("Vladi Miro Stani Bole Rado Brati Yaro Mili Dragi Zdra", "slav slava mir mira voj"),
]
Random(1).shuffle(_COMPOSED)  # noqa: S311 (nothing secret)

FIRST_NAMES = list(dict.fromkeys([*_KNOWN.split(), *_COMPOSED]))
