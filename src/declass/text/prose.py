"""Short plain texts in Spanish and Portuguese, written for this project, to count letters in."""

SPANISH = """
El embajador visitó esta mañana al ministro de relaciones exteriores y le preguntó qué pensaba hacer el
gobierno con los presos detenidos desde principios del mes. El ministro respondió que no conocía su número,
pero que averiguaría, y que la prensa había dado una imagen falsa de los sucesos en la provincia del norte.
Nuestro funcionario, que viajó allí la semana pasada, informó otra cosa. Le mostraron una lista de cuarenta
nombres, la mayoría maestros, mineros y militantes del partido, y un sacerdote le dijo que a sus familias se
les negaba toda noticia. Según una fuente digna de confianza, el comandante de la segunda división había
recibido órdenes escritas de la capital para interrogar a quienes participaron en la huelga. Creemos que
estos informes son ciertos en lo esencial, aunque algunas cifras quizás sean exageradas. El efecto político
en el extranjero sería grande si llegaran a conocerse. El comité acordó continuar el apoyo al periódico
hasta las elecciones, que deben celebrarse entre marzo y junio. Se adjuntan copias de dos cartas que fueron
halladas en el departamento del señor Muñoz. Sírvase enviarlas a la dirección general y decir si desea nueva
investigación. El agente viajó en barco con un pasaporte expedido a otro nombre; su mujer, que habla bien el
francés, se reunió con él un año después. La situación económica ha empeorado: los precios subieron un
tercio, los trabajadores hacen cola por el pan y el banco agotó en silencio sus reservas. Quien gobierne
después tendrá que pagar cada préstamo. Nadie espera un cambio pronto.
"""

PORTUGUESE = """
O embaixador visitou esta manhã o ministro das relações exteriores e perguntou o que o governo pretendia
fazer com os presos detidos desde o começo do mês. O ministro respondeu que não sabia quantos eram, mas que
iria ver, e que a imprensa tinha dado uma imagem falsa dos acontecimentos na província do norte. O nosso
funcionário, que lá esteve na semana passada, informou outra coisa. Mostraram-lhe uma lista de quarenta
nomes, na maioria professores, mineiros e militantes do partido, e um padre disse-lhe que às famílias era
negada qualquer notícia. Segundo uma fonte digna de confiança, o comandante da segunda divisão recebera
ordens escritas da capital para interrogar quem tivesse participado da greve. Acreditamos que essas
informações são verdadeiras no essencial, embora alguns números possam ser exagerados. O efeito político no
exterior seria grande se viessem a ser conhecidas. A comissão decidiu manter o apoio ao jornal até as
eleições, que devem realizar-se entre março e junho. Seguem cópias de duas cartas encontradas na casa do
senhor João Magalhães. Queira enviá-las à direção geral e dizer se deseja nova investigação. O agente viajou
de navio com um passaporte em outro nome; sua mulher, que fala bem o francês, juntou-se a ele um ano depois.
A situação econômica piorou: os preços subiram um terço, os trabalhadores fazem fila para o pão e o banco
esgotou as suas reservas. Quem governar depois terá de pagar cada empréstimo. Ninguém espera mudança já.
"""
